import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Answers a request itself, before any service sees it: one for an API that API Gateway serves is no call of AWS.
 * @returns whether it does
 */
export type DirectHandler = (req: IncomingMessage, res: ServerResponse) => boolean;
