/**
 * Patterns of names, in which `*` stands for any text: `GET /books*`.
 */

/**
 * A pattern as a regular expression that fits whole names.
 *
 * @example
 * patternToRegExp('GET /books*').test('GET /books/{}'); // true
 */
export function patternToRegExp(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('[^]*')}$`);
}
