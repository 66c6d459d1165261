/**
 * Spreads the bits of a 32-bit number, the finaliser of MurmurHash3 (Austin Appleby): each bit of the input changes
 * half of the output's, and no two inputs have the same output.
 *
 * @returns a whole number from -2^31 to 2^31 - 1
 */
export function mix(value: number): number {
  let bits = (value + 0x9e37_79b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return bits ^ (bits >>> 16);
}
