import type { MsxError } from "../errors/msx-error.js";
import { addMessages } from "./add.js";
import { auditMessages } from "./audit.js";
import { auditLiveMessages } from "./audit-live.js";
import { commandMessages } from "./commands.js";
import { dashboardMessages } from "./dashboard.js";
import { databaseMessages } from "./database.js";
import { decideMessages } from "./decide.js";
import { deployMessages } from "./deploy.js";
import { devMessages } from "./dev.js";
import { emulatorMessages } from "./emulators.js";
import { errorTexts } from "./errors.js";
import { execMessages } from "./exec.js";
import { generatorMessages } from "./generator.js";
import { lambdaReportMessages } from "./lambda-report.js";
import { messagingMessages } from "./messaging.js";
import { migrationMessages } from "./migration.js";
import { openMessages } from "./open.js";
import { platformMessages } from "./platform.js";
import { told } from "./tell.js";
import { fill, type Lang, type MessageParams, type MessageTable } from "./text.js";
import { tracingMessages } from "./tracing.js";
import { updateMessages } from "./update.js";

const messages = {
  ...commandMessages,
  ...generatorMessages,
  ...addMessages,
  ...decideMessages,
  ...migrationMessages,
  ...platformMessages,
  ...messagingMessages,
  ...databaseMessages,
  ...openMessages,
  ...dashboardMessages,
  ...deployMessages,
  ...lambdaReportMessages,
  ...devMessages,
  ...execMessages,
  ...auditMessages,
  ...auditLiveMessages,
  ...tracingMessages,
  ...updateMessages,
  ...emulatorMessages,
} as const;

export type MessageCode = keyof typeof messages;

/** The text of a message in one language, its holes filled. */
export function message(code: MessageCode, lang: Lang, params?: MessageParams): string {
  return fill(messages[code], lang, params && told(params, lang));
}

/** Like `message`, for a code that is only known at run time (help texts); undefined when there is none. */
export function findMessage(code: string, lang: Lang): string | undefined {
  const text = (messages as MessageTable)[code];
  return text && fill(text, lang);
}

export interface ErrorDescription {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  /** What to apply by hand, where there is such a thing. */
  readonly diff?: string;
}

/** What failed, why, and what to do next, in one language. */
export function describeError(error: MsxError, lang: Lang): ErrorDescription {
  const text = errorTexts[error.code];
  const params = told(error.params, lang);
  return {
    code: error.code,
    what: fill(text.what, lang, params),
    why: fill(text.why, lang, params),
    fix: fill(text.fix, lang, params),
    ...(error.diff !== undefined && { diff: error.diff }),
  };
}
