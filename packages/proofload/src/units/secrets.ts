/**
 * Secrets that are known by their value, such as the key of a model's API: whatever is kept or shown passes through here,
 * since a server may repeat the key in an answer, and a suite in a message.
 *
 * They are known to the whole thread, since texts are written everywhere, and one place that was forgotten would be a leak.
 */

/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/** What is shorter is a placeholder (`EMPTY`, `none`), and would be found in ordinary words. */
const SHORTEST = 8;
/** Of a longer one so much is enough to know it by, so that one that was cut off is found too. */
const BEGINNING = 16;
/** What may follow that: all that does not end a word, a string or a parameter. */
const REST = String.raw`[^\s"'<>&,;(){}[\]\\]*`;

const known = new Set<string>();
let pattern: RegExp | undefined;

/**
 * Keeps a value out of every text from now on. What is empty or too short to be a secret is left alone.
 *
 * @example
 * keepSecret(process.env.OPENAI_API_KEY);
 */
export function keepSecret(value: string | undefined): void {
  if (value === undefined || value.length < SHORTEST || known.has(value)) return;
  known.add(value);
  const forms = [...known].flatMap(formsOf).sort((a, b) => b.length - a.length);
  pattern = new RegExp([...new Set(forms)].map((form) => quoted(form) + REST).join('|'), 'g');
}

/**
 * A text without the secrets that are known, plain or encoded.
 *
 * @example
 * hideSecrets('Incorrect API key provided: sk-123456789'); // 'Incorrect API key provided: [redacted]'
 */
export function hideSecrets(text: string): string {
  return pattern === undefined ? text : text.replace(pattern, REDACTED);
}

/** As it is, in an address, in JSON, in a page, and in base64: the beginning of each. */
function formsOf(secret: string): readonly string[] {
  const forms = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    Buffer.from(secret).toString('base64'),
  ];
  return forms.map((form) => form.slice(0, BEGINNING));
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}
