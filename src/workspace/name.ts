import { type Detail, phrase } from "../errors/detail.js";
import type { DetailCode } from "../errors/detail-codes.js";
import { MsxError } from "../errors/msx-error.js";

const pattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Names that would break a file system, a module resolver, SQL, C# or TypeScript somewhere down the line. */
const reserved: Readonly<Partial<Record<DetailCode, readonly string[]>>> = {
  "name-windows": [
    ..."con prn aux nul".split(" "),
    ...Array.from({ length: 10 }, (_, n) => [`com${n}`, `lpt${n}`]).flat(),
  ],
  "name-typescript":
    "any as async await boolean break case catch class const continue debugger declare default delete do else enum export extends false finally for from function get if implements import in infer instanceof interface is keyof let module namespace never new null number object of package private protected public readonly require return set static string super switch symbol this throw true try type typeof undefined unique unknown var void while with yield".split(
      " ",
    ),
  "name-csharp":
    "abstract base bool byte char checked decimal delegate double event explicit extern fixed float foreach goto implicit int internal lock long operator out override params ref sbyte sealed short sizeof stackalloc struct uint ulong unchecked unsafe ushort using virtual volatile".split(
      " ",
    ),
  "name-sql":
    "all alter analyse analyze and array asc both cast check collate column constraint create cross current database desc distinct end except fetch foreign full grant group having initially inner insert intersect into join lateral leading left like limit natural not offset on only or order outer overlaps placing primary references returning right role schema select similar some table then to trailing union update user values variadic view when where window".split(
      " ",
    ),
  "name-used": [
    "node_modules",
    "msx",
    "services",
    "gateway",
    "postgres",
    "rabbitmq",
    "consul",
    "aws",
    "tracing",
    "localhost",
    "template",
    "postgresql",
  ],
};

/** Why a name cannot be used, or undefined when it can. Names reach paths, containers, SQL roles and DNS. */
export function nameProblem(name: string): Detail | undefined {
  if (name.length < 2 || name.length > 40) return phrase("name-length", { length: name.length });
  if (!pattern.test(name)) return phrase("name-pattern", { pattern: pattern.source });
  const codes = Object.keys(reserved) as DetailCode[];
  const code = codes.find((one) => reserved[one]?.includes(name));
  return code && phrase(code);
}

/** @throws MsxError NAME_INVALID when a workspace, a service or a migration cannot be called so. */
export function assertName(name: string, kind: "workspace" | "service" | "migration"): void {
  const reason = nameProblem(name);
  if (reason) throw new MsxError("NAME_INVALID", { name, kind, reason });
}
