export const envFormats = ["dotenv", "shell", "json"] as const;
export type EnvFormat = (typeof envFormats)[number];

/** Environment variables as text: for a `.env` file, for `eval "$(…)"`, or as one JSON object. */
export function formatEnv(variables: Readonly<Record<string, string>>, format: EnvFormat): string {
  if (format === "json") return JSON.stringify(variables, null, 2);
  return Object.entries(variables)
    .map(([name, value]) =>
      format === "shell" ? `export ${name}=${shellQuoted(value)}` : `${name}=${dotenvValue(value)}`,
    )
    .join("\n");
}

/** POSIX shell: within single quotes nothing is special but the quote itself. */
function shellQuoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** As dotenv and docker compose read it: quoted only where it has to be. */
function dotenvValue(value: string): string {
  if (/^[\w./:@%+,=?&-]*$/.test(value)) return value;
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
