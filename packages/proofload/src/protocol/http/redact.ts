/**
 * Taking credentials out of what is kept of an exchange.
 */
const REDACTED = '[redacted]';

// token=abc, "access_token": "abc", password: abc, Authorization: Bearer abc, ?api_key=abc
const NAMED =
  /(["']?)([\w-]*(?:authorization|cookie|passw(?:or)?d|secret|token|credential|signature|session[-_]?id|\bkey|[-_]key|[-_]?apikey)[\w-]*)\1(\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|(?:Bearer |Basic )?[^\s,;&"'}\]]+)/gi;
const SCHEME = /\b(Bearer|Basic)\s+[\w.~+/-]{6,}=*/gi;
const WEB_TOKEN = /\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g;
const URL_CREDENTIALS = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;

/**
 * A text without what looks like a credential.
 *
 * @example
 * redactText('/login?user=me&token=abc'); // '/login?user=me&token=[redacted]'
 */
export function redactText(text: string): string {
  return text
    .replace(URL_CREDENTIALS, `$1${REDACTED}@`)
    .replace(NAMED, (_, quote: string, name: string, sign: string, value: string) => {
      const mark = value[0] === '"' || value[0] === "'" ? value[0] : '';
      return `${quote}${name}${quote}${sign}${mark}${REDACTED}${mark}`;
    })
    .replace(SCHEME, `$1 ${REDACTED}`)
    .replace(WEB_TOKEN, REDACTED);
}
