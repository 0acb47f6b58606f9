import { expect, test } from "vitest";
import { evidenceFor } from "../../../test/audit/check-rule.js";
import { rule as structuredLogs } from "../rules/structured-logs/rule.js";
import { httpRoutes } from "./http-routes.js";

const bookings = evidenceFor(
  {
    Dockerfile: "FROM node:24\n",
    "package.json": JSON.stringify({
      name: "bookings",
      scripts: { start: "nest start" },
      dependencies: { "@nestjs/core": "11", express: "5", "nestjs-pino": "4" },
    }),
    "src/main.ts": `import { AppModule } from "@/app.module";\nstart(AppModule);\n`,
    "src/app.module.ts": `import { SeatsController } from "src/seats/seats.controller";
import { LoggerModule } from "nestjs-pino";
@Module({ imports: [LoggerModule.forRoot()], controllers: [SeatsController] })
export class AppModule {}
`,
    "src/seats/seats.controller.ts": `@Controller({ path: "seats", version: "1" })
export class SeatsController {
  @Get() all() { return []; }
  @Get(":id") one(@Param("id") id: string) { return id; }
}
@Controller("/healthz")
export class HealthController {
  @Get() ok() { return "ok"; }
}
`,
    "src/unused.ts": `@Controller("unused") class Unused { @Get() nothing() {} }\n`,
  },
  ".",
);

test("the routes of Nest controllers are found, also of files that are imported by a path of tsconfig.json", () => {
  expect(httpRoutes(bookings).map(({ method, path }) => `${method} ${path}`)).toEqual([
    "get /seats",
    "get /seats/{}",
    "get /healthz",
  ]);
});

test("nestjs-pino's module is a structured logger", () => {
  expect(structuredLogs.evaluate(bookings)).toMatchObject({ verdict: "pass" });
});
