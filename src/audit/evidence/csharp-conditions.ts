/** Symbols a C# build defines without anybody writing them: their branches may be live. */
const implicit = /^(DEBUG|RELEASE|TRACE|NET\w*|WINDOWS|LINUX|OSX|ANDROID|IOS|NETCOREAPP\w*|NETSTANDARD\w*)$/;

/**
 * The spans of a C# source that the preprocessor switches off (`#if false`, `#if NEVER_DEFINED`, the `#else` of a
 * true condition), directive lines included. C# specification section 6.5. A symbol counts as undefined unless the
 * file or the project (`defined`) defines it, or a build could.
 */
export function inactiveSpans(
  source: string,
  directives: readonly { readonly start: number; readonly end: number }[],
  defined: ReadonlySet<string>,
): readonly { readonly start: number; readonly end: number }[] {
  const symbols = new Set(defined);
  const spans: { start: number; end: number }[] = [];
  const levels: { outerLive: boolean; taken: boolean; live: boolean; from: number }[] = [];
  const live = () => levels.every((level) => level.live);
  for (const { start, end } of directives) {
    const [, name, rest = ""] = /^\s*#\s*(\w+)(.*)$/s.exec(source.slice(start, end)) ?? [];
    const level = levels.at(-1);
    if (name === "define" && live()) symbols.add(rest.trim());
    if (name === "undef" && live()) symbols.delete(rest.trim());
    if (name === "if") {
      const outerLive = live();
      const value = evaluate(rest, symbols);
      levels.push({ outerLive, taken: value === true, live: outerLive && value !== false, from: end });
    } else if (level && (name === "elif" || name === "else")) {
      if (!level.live) spans.push({ start: level.from, end: start });
      const value = level.taken ? false : name === "else" || evaluate(rest, symbols);
      levels.pop();
      levels.push({
        outerLive: level.outerLive,
        taken: level.taken || value === true,
        live: level.outerLive && value !== false,
        from: end,
      });
    } else if (level && name === "endif") {
      if (!level.live) spans.push({ start: level.from, end: start });
      levels.pop();
    }
  }
  for (const level of levels) if (!level.live) spans.push({ start: level.from, end: source.length });
  return spans;
}

/** true, false, or undefined where a build decides. `!`, `&&`, `||`, `==`, `!=` and parentheses. */
function evaluate(expression: string, symbols: ReadonlySet<string>): boolean | undefined {
  const tokens = expression.replace(/\/\/.*$/s, "").match(/\w+|&&|\|\||==|!=|[!()]/g) ?? [];
  let at = 0;
  const primary = (): boolean | undefined => {
    const token = tokens[at++];
    if (token === "!") {
      const value = primary();
      return value === undefined ? undefined : !value;
    }
    if (token === "(") {
      const value = or();
      at += 1;
      return value;
    }
    if (token === "true" || token === "false") return token === "true";
    if (token === undefined || symbols.has(token)) return true;
    return implicit.test(token) ? undefined : false;
  };
  const equality = (): boolean | undefined => {
    let value = primary();
    while (tokens[at] === "==" || tokens[at] === "!=") {
      const negated = tokens[at++] === "!=";
      const other = primary();
      value = value === undefined || other === undefined ? undefined : (value === other) !== negated;
    }
    return value;
  };
  const and = (): boolean | undefined => {
    let value = equality();
    while (tokens[at] === "&&") {
      at += 1;
      const other = equality();
      value = value === false || other === false ? false : value === undefined ? undefined : other;
    }
    return value;
  };
  const or = (): boolean | undefined => {
    let value = and();
    while (tokens[at] === "||") {
      at += 1;
      const other = and();
      value = value === true || other === true ? true : value === undefined ? undefined : other;
    }
    return value;
  };
  return or();
}
