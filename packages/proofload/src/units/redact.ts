/**
 * Keeping secrets out of what is kept or shown: whatever could be a credential is replaced before it gets there. Those that
 * are known by their value are in `secrets.ts`.
 */

import { hideSecrets, REDACTED } from './secrets.ts';

export { REDACTED } from './secrets.ts';

const SECRET_NAME =
  /authorization|cookie|passw(?:or)?d|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential|session[-_]?id|signature|^(?:key|pwd|sig|auth|cert|x-auth.*)$/i;

const NAME = String.raw`[\w-]*(?:authorization|cookie|passw(?:or)?d|passphrase|secret|token|credential|signature|session[-_]?id|\bkey|[-_]key|[-_]?apikey)[\w-]*`;
// A name in quotes or before a sign, then its value: {"password": "x"}, token=x, ?key=x, Authorization: Bearer x. A value
// in quotes ends with its line, so that one quote too many does not take the rest of a text.
const NAMED_VALUE = new RegExp(
  String.raw`(["']?)(${NAME})\1(\s*[:=]\s*)("(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|\[redacted\]|(?:Bearer |Basic )?[^\s,;&"'}\]]+)`,
  'gi',
);
// The same in JSON that stands as a text within JSON: {\"password\":\"x\"}, to any depth.
const ESCAPED_VALUE = new RegExp(String.raw`(\\+["'])(${NAME})\1(\s*:\s*)\1((?:(?!\1)[\s\S])*)`, 'gi');
const BEARER = /\b(Bearer|Basic)\s+[\w.~+/-]{6,}=*/gi;
const WEB_TOKEN = /\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const MODEL_KEY = /\b(?:sk|pk|rk|ghp|gho|ghs|xox[abp])[-_][\w-]{12,}/g;
const URL_CREDENTIALS = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;

/**
 * Whether a header, option, field or variable of this name is likely to hold a secret.
 *
 * @example
 * isSecretName('X-Api-Key'); // true
 */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/**
 * A text without what looks like a credential in it: for excerpts of answers, messages and addresses.
 *
 * @example
 * redactText('https://me:pw@host/?token=abc'); // 'https://[redacted]@host/?token=[redacted]'
 */
export function redactText(text: string): string {
  return hideSecrets(text)
    .replace(PRIVATE_KEY, REDACTED)
    .replace(URL_CREDENTIALS, `$1${REDACTED}@`)
    .replace(ESCAPED_VALUE, `$1$2$1$3$1${REDACTED}`)
    .replace(NAMED_VALUE, (_, quote: string, name: string, sign: string, value: string) => {
      const mark = value[0] === '"' || value[0] === "'" ? value[0] : '';
      return `${quote}${name}${quote}${sign}${mark}${REDACTED}${mark}`;
    })
    .replace(BEARER, `$1 ${REDACTED}`)
    .replace(WEB_TOKEN, REDACTED)
    .replace(MODEL_KEY, REDACTED);
}

/**
 * The name of an operation or a check without what looks like a credential in it. Only where it is an address, or has a
 * query: else a name such as `POST /tokens:refresh` would lose its end.
 *
 * @example
 * redactName('https://me:pw@host/books'); // 'https://[redacted]@host/books'
 */
export function redactName(name: string): string {
  return /:\/\/|\?/.test(name) ? redactText(name) : hideSecrets(name);
}

/**
 * A value of any depth, fit for JSON, without secrets: by the names of its fields, and by what its texts look like.
 * What JSON has no form for (functions, symbols) is left out; a cycle is cut.
 *
 * @example
 * redact({ headers: { authorization: 'Bearer abc' } }); // { headers: { authorization: '[redacted]' } }
 */
export function redact(value: unknown): unknown {
  return redactDeep(value, new Set());
}

function redactDeep(value: unknown, above: Set<object>): unknown {
  switch (typeof value) {
    case 'string':
      return redactText(value);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return String(value);
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null) return null;
  if (above.has(value)) return undefined;
  above.add(value);
  const copy = Array.isArray(value)
    ? value.map((item) => redactDeep(item, above) ?? null)
    : redactFields(value as Record<string, unknown>, above);
  above.delete(value);
  return copy;
}

function redactFields(fields: Record<string, unknown>, above: Set<object>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const clean = isSecretName(name) && isLeaf(field) ? REDACTED : redactDeep(field, above);
    if (clean !== undefined) copy[name] = clean;
  }
  return copy;
}

/** A list of strings is a leaf too: a header may be given several times. */
function isLeaf(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || Array.isArray(value);
}
