/**
 * The fields that HPACK has numbers for from the start (RFC 7541, appendix A), by which `:method: GET` is one byte.
 */

/** A name alone stands for a field with an empty value. The first one's number is 1. */
export const STATIC_FIELDS = `
:authority
:method GET
:method POST
:path /
:path /index.html
:scheme http
:scheme https
:status 200
:status 204
:status 206
:status 304
:status 400
:status 404
:status 500
accept-charset
accept-encoding gzip, deflate
accept-language
accept-ranges
accept
access-control-allow-origin
age
allow
authorization
cache-control
content-disposition
content-encoding
content-language
content-length
content-location
content-range
content-type
cookie
date
etag
expect
expires
from
host
if-match
if-modified-since
if-none-match
if-range
if-unmodified-since
last-modified
link
location
max-forwards
proxy-authenticate
proxy-authorization
range
referer
refresh
retry-after
server
set-cookie
strict-transport-security
transfer-encoding
user-agent
vary
via
www-authenticate`
  .trim()
  .split('\n')
  .map((line): readonly [name: string, value: string] => {
    const space = line.indexOf(' ');
    return space < 0 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
  });

/** What a field takes in a table beside its name and value, in bytes (section 4.1). */
export const ENTRY_OVERHEAD = 32;
/** What a table holds until something else is agreed on, in bytes. */
export const DEFAULT_TABLE_BYTES = 4096;
