import { blockingQuery } from "../http/blocking-query.js";
import { ConsulError } from "../http/consul-error.js";
import type { Answer, ConsulRequest, Routes } from "../http/consul-request.js";
import { createSession } from "../sessions/create-session.js";
import type { SessionKeeper } from "../sessions/session-keeper.js";
import type { Session } from "../store/sessions.js";
import type { Store } from "../store/store.js";

/** https://developer.hashicorp.com/consul/api-docs/session */
export function sessionRoutes(store: Store, keeper: SessionKeeper): Routes {
  const list = (request: ConsulRequest, find: () => readonly Session[]): Promise<Answer> =>
    blockingQuery(store, request, () => ({ json: find(), index: store.sessions.index }));
  return {
    "/v1/session/create": {
      PUT: ({ body }) => ({ json: { ID: createSession(store, keeper, body) } }),
    },
    "/v1/session/destroy/": {
      PUT: ({ rest }) => {
        keeper.end(sessionId(rest));
        return { json: true };
      },
    },
    "/v1/session/renew/": {
      PUT: ({ rest }) => {
        const session = store.sessions.get(sessionId(rest));
        if (session === undefined) throw new ConsulError(404, `Session id '${rest}' not found`);
        keeper.renew(session);
        return { json: [session] };
      },
    },
    "/v1/session/info/": {
      GET: (request) => {
        const id = sessionId(request.rest);
        return list(request, () => [store.sessions.get(id)].filter((session) => session !== undefined));
      },
    },
    "/v1/session/node/": {
      GET: (request) => {
        const { rest } = request;
        if (rest === "") throw new ConsulError(400, "Missing node name");
        return list(request, () => store.sessions.list().filter(({ Node }) => Node === rest));
      },
    },
    "/v1/session/list": { GET: (request) => list(request, () => store.sessions.list()) },
  };
}

function sessionId(text: string): string {
  if (text === "") throw new ConsulError(400, "Missing session");
  if (text.length === 36) return text;
  throw new ConsulError(500, "failed session lookup: index error: UUID must be 36 characters");
}
