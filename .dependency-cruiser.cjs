// The house's import rules (docs/architecture.md). One way only:
// commands → actions → {generator, dashboard → audit, {deploy, dev} → platform} → workspace → {io, messages, errors}.
// A room may import the rooms listed for it and itself; anything else is an error.
const rooms = {
  errors: [],
  messages: ["errors"],
  io: ["messages", "errors"],
  ui: ["io", "messages", "errors"],
  workspace: ["io", "messages", "errors"],
  "proxy-events": [],
  cloudformation: ["errors"],
  emulators: ["cloudformation", "errors", "proxy-events"],
  gateway: ["errors", "emulators/journal", "proxy-events"],
  // It places code in C# files, and reads them with the lexer of the audit.
  generator: ["audit/evidence/blank-csharp", "workspace", "io", "messages", "errors"],
  platform: ["workspace", "io", "messages", "errors", "emulators", "gateway"],
  dev: ["platform", "workspace", "io", "messages", "errors"],
  // It writes the gateway's routes, and is tested against how the gateway reads them.
  deploy: [
    ...["cloudformation", "gateway/config", "proxy-events", "platform"],
    ...["workspace", "io", "messages", "errors"],
  ],
  dashboard: ["audit", "platform", "messages", "errors"],
  // It prices functions from the table that the measured reports use.
  decision: ["deploy", "workspace", "messages", "errors"],
  audit: ["cloudformation", "decision", "deploy", "platform", "workspace", "io", "messages", "errors"],
  actions: [
    ...[
      "generator",
      "audit",
      "decision",
      "dashboard",
      "deploy",
      "dev",
      "platform",
      "cloudformation",
      "emulators",
    ],
    ...["workspace", "io", "messages", "errors"],
  ],
  cli: ["actions", "ui", "io", "messages", "errors"],
  commands: ["cli", "actions", "ui", "workspace", "io", "messages", "errors"],
};

const directions = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-imports-only-its-allowed-rooms`,
  severity: "error",
  from: { path: `^src/${room}/` },
  to: { path: "^src/", pathNot: [room, ...allowed].map((name) => `^src/${name}(?:/|\\.ts$)`) },
}));

const onlyIn = (name, library, owner) => ({
  name,
  severity: "error",
  from: { path: "^src/", pathNot: owner },
  to: { path: `node_modules/${library}/` },
});

const siblings = (name, folder) => ({
  name,
  severity: "error",
  from: { path: `^src/${folder}/([^/]+)/` },
  to: { path: `^src/${folder}/([^/]+)/`, pathNot: `^src/${folder}/$1/` },
});

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      // A cycle of types only has no order of evaluation to get wrong.
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    ...directions,
    onlyIn("only-the-generator-imports-handlebars", "handlebars", "^src/generator/"),
    onlyIn("only-the-docker-engine-imports-dockerode", "dockerode", "^src/platform/engines/docker/"),
    onlyIn("only-commands-and-cli-import-oclif", "@oclif/core", "^src/(commands|cli)/"),
    onlyIn("only-ui-imports-listr2", "listr2", "^src/ui/"),
    onlyIn("only-ui-imports-inquirer", "inquirer", "^src/ui/"),
    siblings("resources-never-import-each-other", "platform/resources"),
    siblings("targets-never-import-each-other", "deploy/targets"),
    siblings("rules-never-import-each-other", "audit/rules"),
    {
      name: "no-test-code-in-the-product",
      severity: "error",
      from: { path: "^src/", pathNot: "\\.test\\.ts$" },
      to: { path: "(^test/|\\.test\\.ts$)" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
    },
  },
};
