/**
 * The Huffman code of HPACK (RFC 7541, section 5.2 and appendix B): words of 5 to 30 bits, one behind the other from the
 * most significant bit, the last byte filled up with ones.
 */

/**
 * How many bits the word of each byte has, as a digit of base 36, 32 bytes a row. The code is canonical: ordered by length
 * and then by byte, each word is the one before and one more, so that the lengths are all there is to know.
 */
const LENGTHS = [
  'dnsssssssoussussssssssusssssssss',
  '6aacd68baa8b8666555666666678f6ca',
  'd67777777777777777777777878djde6',
  'f56565666577666567655677777fbeds',
  'kmkkmmmnmnnnnnonoomnonnnnlmnmnno',
  'mlkmmnnlnmmolmnnllmlnmnnkmmmnmmn',
  'qqkjmnmpqqqrrqopjlqrrqrollqqsrrr',
  'koklmllnmmppooqnqrqqrrrrrsrrrrrq',
].join('');
const LONGEST = 30;
/** 256 bytes have 256 inner nodes between them, for the word of all ones, which ends nothing here, is a leaf too. */
const NODES = 256;
/** An entry of the table: the node that four bits lead to, and the byte that ended on the way, if any. */
const ENDS_BYTE = 1 << 16;
const IS_WRONG = 1 << 17;

const WORDS = new Uint32Array(256);
const BITS = Uint8Array.from(LENGTHS, (digit) => Number.parseInt(digit, 36));
/** By node and the next four bits. */
let steps: Uint32Array | undefined;
/** 1 for the nodes at which a text may end: less than a byte of ones behind the last word. */
const MAY_END = new Uint8Array(NODES);

/** How many bytes a text of one byte a character has in the code. */
export function huffmanLength(text: string): number {
  let bits = 0;
  for (let index = 0; index < text.length; index += 1) bits += BITS[text.charCodeAt(index)]!;
  return (bits + 7) >> 3;
}

/** Writes a text of one byte a character, and returns the position behind it. */
export function writeHuffman(text: string, out: Uint8Array, start: number): number {
  steps ??= makeSteps();
  let at = start;
  // Of the words not yet written, fewer than 8 bits; 30 more would not fit into 32.
  let held = 0;
  let heldBits = 0;
  for (let index = 0; index < text.length; index += 1) {
    const byte = text.charCodeAt(index);
    let left = BITS[byte]!;
    const word = WORDS[byte]!;
    while (left > 0) {
      const taken = Math.min(left, 8 - heldBits);
      left -= taken;
      held = (held << taken) | ((word >>> left) & ((1 << taken) - 1));
      heldBits += taken;
      if (heldBits === 8) {
        out[at] = held;
        at += 1;
        held = 0;
        heldBits = 0;
      }
    }
  }
  if (heldBits > 0) {
    out[at] = (held << (8 - heldBits)) | (0xff >> heldBits);
    at += 1;
  }
  return at;
}

/**
 * Decodes bytes into `out`, which has to have room for 8 bytes for each 5 of them.
 *
 * @returns the position behind the last that was written; -1 when the bytes are no text in this code
 */
export function readHuffman(bytes: Uint8Array, start: number, end: number, out: Uint8Array, outStart: number): number {
  steps ??= makeSteps();
  let at = outStart;
  let node = 0;
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index]!;
    const high = steps[(node << 4) | (byte >> 4)]!;
    if ((high & ENDS_BYTE) !== 0) {
      out[at] = high >> 8;
      at += 1;
    }
    const low = steps[((high & 0xff) << 4) | (byte & 0x0f)]!;
    if ((low & ENDS_BYTE) !== 0) {
      out[at] = low >> 8;
      at += 1;
    }
    if (((high | low) & IS_WRONG) !== 0) return -1;
    node = low & 0xff;
  }
  return MAY_END[node] === 1 ? at : -1;
}

/** Makes the words, the tree of them, and of that the table of steps of four bits. */
function makeSteps(): Uint32Array {
  const children = new Int16Array(NODES * 2);
  let nodes = 1;
  let word = 0;
  const insert = (leaf: number, bits: number): void => {
    let node = 0;
    for (let left = bits - 1; left > 0; left -= 1) {
      const side = node * 2 + ((word >>> left) & 1);
      if (children[side] === 0) {
        children[side] = nodes;
        nodes += 1;
      }
      node = children[side]!;
    }
    children[node * 2 + (word & 1)] = ~leaf;
  };
  for (let bits = 1; bits <= LONGEST; bits += 1) {
    word *= 2;
    for (let byte = 0; byte < 256; byte += 1) {
      if (BITS[byte] !== bits) continue;
      WORDS[byte] = word;
      insert(byte, bits);
      word += 1;
    }
  }
  insert(END_OF_STRING, LONGEST);
  markEnds(children);
  return stepsOf(children);
}

const END_OF_STRING = 256;

function markEnds(children: Int16Array): void {
  let node = 0;
  for (let ones = 0; ones < 8; ones += 1) {
    MAY_END[node] = 1;
    node = children[node * 2 + 1]!;
  }
}

function stepsOf(children: Int16Array): Uint32Array {
  const table = new Uint32Array(NODES * 16);
  for (let from = 0; from < NODES; from += 1) {
    for (let nibble = 0; nibble < 16; nibble += 1) {
      let node = from;
      let ended = 0;
      for (let bit = 3; bit >= 0; bit -= 1) {
        const child = children[node * 2 + ((nibble >> bit) & 1)]!;
        if (child >= 0) node = child;
        else {
          ended = ~child === END_OF_STRING ? IS_WRONG : ENDS_BYTE | (~child << 8);
          node = 0;
        }
      }
      table[(from << 4) | nibble] = ended | node;
    }
  }
  return table;
}
