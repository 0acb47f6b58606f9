import { MsxError } from "../errors/msx-error.js";

/** Where in a template: the keys from its root. */
export type TemplatePath = readonly (string | number)[];

/**
 * A template that cannot be carried out. The message is in CloudFormation's words where it has some: in its emulator it
 * is the answer as it stands.
 */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
  /** `unsupported`: CloudFormation could do this, msx cannot. */
  readonly kind: "invalid" | "unsupported";
  readonly path: TemplatePath;

  constructor(message: string, path: TemplatePath = [], kind: "invalid" | "unsupported" = "invalid") {
    super(message);
    this.kind = kind;
    this.path = path;
  }
}

/** What is refused since msx does not support it, named with its place. */
export function unsupported(what: string, path: TemplatePath): TemplateError {
  return new TemplateError(`${what} is not supported by msx (${path.join("/")})`, path, "unsupported");
}

/**
 * For whoever has the template's file.
 * @returns MsxError FILE_INVALID, for a TemplateError; else the error as it is
 */
export function withPlace(
  error: unknown,
  source: { readonly file: string; lineOf(path: TemplatePath): number },
): unknown {
  if (!(error instanceof TemplateError)) return error;
  const { message: detail, path } = error;
  return new MsxError("FILE_INVALID", { file: source.file, line: source.lineOf(path), detail });
}
