/**
 * The package that speaks WebSocket: loaded when a suite opens its first session, since it costs what most do not need.
 */
export type WebSocketLibrary = typeof import('ws').WebSocket;

let loaded: WebSocketLibrary | undefined;

/** The library, once it is there. */
export function loadedLibrary(): WebSocketLibrary | undefined {
  return loaded;
}

export async function loadLibrary(): Promise<WebSocketLibrary> {
  const { default: library } = await import('ws');
  loaded = library;
  return library;
}
