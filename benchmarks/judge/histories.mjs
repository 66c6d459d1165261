/**
 * Change points beside those that experts marked, on a file of histories: a line of JSON each, with `id`, `values` and
 * `annotations` (per annotator the positions marked). A detection is right within five points of a mark, each cluster of
 * marks counting once; a point is wanted where three annotators or more agree. Histories of fewer than four annotators
 * do not count.
 */
import { readFileSync } from 'node:fs';
import { changePoints } from 'proofload/stats';
import { table } from '../table.mjs';

const MARGIN = 5;

/** The marks of all annotators, joined where less than six apart. */
function clustersOf(annotations) {
  const marks = Object.entries(annotations)
    .flatMap(([who, positions]) => positions.map((position) => ({ who, position })))
    .sort((a, b) => a.position - b.position);
  const clusters = [];
  for (const mark of marks) {
    const last = clusters.at(-1);
    if (last === undefined || mark.position - last.at(-1).position > MARGIN) clusters.push([mark]);
    else last.push(mark);
  }
  return clusters;
}

function scoreHistory({ values, annotations }) {
  const started = performance.now();
  const found = changePoints(values).map(({ index }) => index);
  const elapsedMs = performance.now() - started;
  const clusters = clustersOf(annotations);
  const free = new Set(clusters);
  let right = 0;
  for (const index of found) {
    const cluster = [...free].find((marks) => marks.some(({ position }) => Math.abs(position - index) <= MARGIN));
    if (cluster !== undefined && free.delete(cluster)) right += 1;
  }
  const wanted = clusters
    .filter((marks) => new Set(marks.map(({ who }) => who)).size >= 3)
    .map((marks) => marks[Math.floor(marks.length / 2)].position);
  const recalled = wanted.filter((position) => found.some((index) => Math.abs(index - position) <= MARGIN)).length;
  const quiet = clusters.length === 0;
  return { detections: found.length, right, wanted: wanted.length, recalled, quiet, points: values.length, elapsedMs };
}

function total(scores) {
  const sum = (key, of = scores) => of.reduce((all, score) => all + score[key], 0);
  const quiet = scores.filter((score) => score.quiet);
  const precision = sum('right') / Math.max(1, sum('detections'));
  const recall = sum('recalled') / Math.max(1, sum('wanted'));
  return {
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall || 1),
    quietPer1000: (1000 * sum('detections', quiet)) / Math.max(1, sum('points', quiet)),
  };
}

/** @param {string} file */
export function histories(file) {
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const scored = lines.filter(({ annotations }) => Object.keys(annotations).length >= 4).map(scoreHistory);
  const parts = [
    ['all', scored],
    ['every second, from the first', scored.filter((_, i) => i % 2 === 0)],
    ['every second, from the second', scored.filter((_, i) => i % 2 === 1)],
  ];
  const rows = parts.map(([name, scores]) => {
    const { f1, precision, recall, quietPer1000 } = total(scores);
    return [name, `${scores.length}`, f1.toFixed(3), precision.toFixed(3), recall.toFixed(3), quietPer1000.toFixed(2)];
  });
  const slowest = Math.max(...scored.map(({ elapsedMs }) => elapsedMs));
  const head = ['histories', 'number', 'F1', 'precision', 'recall', 'alarms per 1,000 points on unmarked ones'];
  return {
    title: `Change points beside experts' marks (slowest history: ${slowest.toFixed(1)} ms)`,
    body: table(head, rows),
  };
}
