import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter, fromBase64, toBase64 } from './bytes.ts';
import { CorruptMeasurementError } from './error.ts';

describe('ByteWriter and ByteReader', () => {
  it('give back every whole number', () => {
    const whole = fc.array(fc.oneof(fc.nat(300), fc.maxSafeNat()));
    fc.assert(
      fc.property(whole, (numbers) => {
        const writer = new ByteWriter();
        for (const number of numbers) writer.varint(number);
        const reader = new ByteReader(writer.take());
        expect(numbers.map(() => reader.varint())).toEqual(numbers);
        expect(reader.atEnd).toBe(true);
      }),
    );
  });

  it('give back every signed whole number', () => {
    const whole = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 }));
    fc.assert(
      fc.property(whole, (numbers) => {
        const writer = new ByteWriter();
        for (const number of numbers) writer.signedVarint(number);
        const reader = new ByteReader(writer.take());
        expect(numbers.map(() => reader.signedVarint())).toEqual(numbers);
      }),
    );
  });

  it('give back every finite value without loss', () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.nat(1e9).map((millionths) => millionths / 1e6),
    );
    fc.assert(
      fc.property(value, (number) => {
        const writer = new ByteWriter();
        writer.value(number);
        expect(new ByteReader(writer.take()).value()).toBe(number === 0 ? 0 : number);
      }),
    );
  });

  it('write a measured time in few bytes', () => {
    const writer = new ByteWriter();
    writer.value(12.345678);
    expect([...writer.take()]).toHaveLength(4);
    writer.value(0);
    expect([...writer.take()]).toEqual([0]);
    writer.varint(300);
    expect([...writer.take()]).toEqual([0xac, 0x02]);
  });

  it('refuse data that end too early', () => {
    expect(() => new ByteReader(Uint8Array.of(0x80)).varint()).toThrow(CorruptMeasurementError);
    expect(() => new ByteReader(Uint8Array.of(1, 0, 0)).value()).toThrow(CorruptMeasurementError);
    expect(() => new ByteReader(new Uint8Array(0)).varint()).toThrow(CorruptMeasurementError);
  });

  it('refuse numbers that cannot be', () => {
    expect(() => new ByteReader(new Uint8Array(20).fill(0xff)).varint()).toThrow(CorruptMeasurementError);
    expect(() => new ByteReader(Uint8Array.of(3)).value()).toThrow(CorruptMeasurementError);
    expect(() => new ByteReader(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0xf0, 0x7f)).value()).toThrow(
      CorruptMeasurementError,
    );
  });
});

describe('base64', () => {
  it('gives back the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect([...fromBase64(toBase64(bytes))]).toEqual([...bytes]);
      }),
    );
  });

  it.each(['A', 'AA', 'A===', 'AA*=', 'AA A'])('refuses %j', (text) => {
    expect(() => fromBase64(text)).toThrow(CorruptMeasurementError);
  });
});
