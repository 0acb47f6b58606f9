const storageKey = "msx-dashboard-token";

/**
 * Takes the token, or the code that is worth it once, out of the address: nobody who is shown the address later gets it.
 * Kept for this tab and this server only (sessionStorage belongs to one origin, its port included).
 */
export async function takeToken(): Promise<string | undefined> {
  const given = new URLSearchParams(location.hash.slice(1));
  const [token, code] = [given.get("token"), given.get("code")];
  if (token !== null || code !== null) history.replaceState(null, "", `${location.pathname}#/`);
  const found = token ?? (code === null ? undefined : await redeem(code));
  if (found !== undefined) sessionStorage.setItem(storageKey, found);
  return sessionStorage.getItem(storageKey) ?? undefined;
}

async function redeem(code: string): Promise<string | undefined> {
  const response = await fetch("/api/token", { method: "POST", headers: { authorization: `Code ${code}` } });
  return response.ok ? ((await response.json()) as { token: string }).token : undefined;
}

/** The server does not take the token any more: it is another one's. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

function ask(path: string, signal?: AbortSignal): Promise<Response> {
  const authorization = `Bearer ${sessionStorage.getItem(storageKey) ?? ""}`;
  return fetch(path, { headers: { authorization }, ...(signal && { signal }) });
}

/** A request of data; an error that the server describes is an answer too. @throws RefusedError */
export async function get<T>(path: string): Promise<T> {
  const response = await ask(path);
  if (response.status === 401) throw new RefusedError();
  return (await response.json()) as T;
}

export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
}

/**
 * Server-sent events, read by hand: an EventSource cannot send the token but in an address or a cookie.
 * @throws RefusedError; what `fetch` throws when the server has gone
 */
export async function* events(path: string, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  const response = await ask(path, signal);
  if (response.status === 401) throw new RefusedError();
  if (!response.ok || response.body === null) {
    yield { event: "error", data: await response.json() };
    return;
  }
  let text = "";
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      if (event !== undefined && data !== undefined) yield { event, data: JSON.parse(data) as unknown };
    }
  }
}
