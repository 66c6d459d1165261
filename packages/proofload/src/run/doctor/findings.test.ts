import { describe, expect, it } from 'vitest';
import { descriptorsIn, type MachineFacts, portsIn } from './facts.ts';
import { findingsOf } from './findings.ts';
import type { SelfTest } from './self-test.ts';

const good: MachineFacts = {
  ...{ node: 'v24.0.0', cores: 8, processor: 'some', ports: 28_232, clockSource: 'tsc', governor: 'performance' },
  descriptors: { soft: 65_536, hard: 1_048_576 },
  idle: { steal: 0, otherLoad: 0.01 },
};
const fast: SelfTest = {
  ...{ requestsPerSecond: 20_000, pacedRate: 1_000, sendLagP99Ms: 0.2, loopLagP99Ms: 1 },
  pacing: { spunShare: 1, realTimeShare: 0, raisedPriority: true },
};
const warned = (facts: Partial<MachineFacts>, test: Partial<SelfTest> = {}) =>
  findingsOf({ ...good, ...facts }, { ...fast, ...test })
    .filter(({ level }) => level === 'warning')
    .map(({ code, remedy }) => [code, typeof remedy]);

describe('the findings of doctor', () => {
  it('are none where nothing is in the way', () => {
    expect(warned({})).toEqual([]);
  });

  it.each<[string, Partial<MachineFacts>, Partial<SelfTest>]>([
    ['capacity', {}, { requestsPerSecond: 500 }],
    ['send-lag', {}, { sendLagP99Ms: 9 }],
    ['loop-lag', {}, { loopLagP99Ms: 50 }],
    ['pacing', {}, { pacing: { spunShare: 0, realTimeShare: 1, raisedPriority: true } }],
    ['cores', { cores: 1 }, {}],
    ['descriptors', { descriptors: { soft: 1_024, hard: 4_096 } }, {}],
    ['ports', { ports: 1_000 }, {}],
    ['clock', { clockSource: 'hpet' }, {}],
    ['governor', { governor: 'powersave' }, {}],
    ['steal', { idle: { steal: 0.1, otherLoad: 0 } }, {}],
    ['other-load', { idle: { steal: 0, otherLoad: 0.5 } }, {}],
  ])('name %s, with a remedy', (code, facts, test) => {
    expect(warned(facts, test)).toEqual([[code, 'string']]);
  });

  it.each([
    [1_048_576, 'ulimit -n 65536.'],
    [4_096, 'ulimit -n 4096.'],
    [1_024, 'as root, ulimit -n 65536;'],
  ])('name a limit of open files that can be had, under a hard limit of %d', (hard, remedy) => {
    const found = findingsOf({ ...good, descriptors: { soft: 1_024, hard } }, fast);
    expect(found.find(({ code }) => code === 'descriptors')?.remedy).toContain(remedy);
  });

  it.each([true, false])('tell to raise the priority of workers where it is not: %s', (raisedPriority) => {
    const found = findingsOf(good, { ...fast, sendLagP99Ms: 9, pacing: { ...fast.pacing, raisedPriority } });
    const remedy = found.find(({ code }) => code === 'send-lag')?.remedy ?? '';
    expect(remedy.includes('raise the priority')).toBe(!raisedPriority);
  });

  it('say where the system does not tell', () => {
    const facts = { ...good, governor: undefined, idle: undefined };
    const unknown = findingsOf(facts, fast).filter(({ level }) => level === 'unknown');
    expect(unknown.map(({ code }) => code)).toEqual(['governor', 'steal', 'other-load']);
  });
});

describe('the facts of a machine', () => {
  it('are read as Linux writes them', () => {
    expect(descriptorsIn('Limit  Soft\nMax open files            1024                 unlimited   files\n')).toEqual({
      soft: 1_024,
      hard: Number.POSITIVE_INFINITY,
    });
    expect(descriptorsIn('')).toBeUndefined();
    expect(portsIn('32768\t60999')).toBe(28_232);
    expect(portsIn('')).toBeUndefined();
  });
});
