import type { Text } from "../../../messages/text.js";
import { normalPath } from "../http-routes.js";
import { basePathOf, httpMethods } from "../openapi.js";
import type { ParsedDocument } from "../parsed-document.js";
import type { Budget, SchemaChange, SchemaComparison, Use } from "./compare-schemas.js";
import {
  asContractChange,
  type ContractChange,
  type Contracts,
  isNewMajor,
  newComparison,
  placeIn,
  placeOf,
  successorOf,
} from "./contract-change.js";
import { below, entriesOf, followed, listOf, type Place } from "./schema-shape.js";

interface Operation {
  readonly document: ParsedDocument;
  readonly method: string;
  /** As the contract writes it, for people. */
  readonly name: string;
  /** With the server's base path; parameters are `{}`. */
  readonly path: string;
  readonly item: Place;
  readonly place: Place;
}

/** What in the OpenAPI contracts of a service breaks its callers. */
export function openApiChanges(contracts: Contracts): readonly ContractChange[] {
  const { budget } = contracts;
  const current = contracts.now.flatMap(operationsIn);
  const byKey = new Map<string, Operation[]>();
  for (const operation of current) {
    const known = byKey.get(keyOf(operation)) ?? [];
    byKey.set(keyOf(operation), known);
    known.push(operation);
  }
  return contracts.before.flatMap((document) => {
    const comparisons = new Map<ParsedDocument, SchemaComparison>();
    return operationsIn(document).flatMap((operation) => {
      const same = byKey.get(keyOf(operation)) ?? [];
      const now = same.find((one) => one.document.file === document.file) ?? same[0];
      if (!now) return budget.report() ? [goneChange(operation, contracts.now, current)] : [];
      const schemas = comparisons.get(now.document) ?? newComparison(contracts, document, now.document);
      comparisons.set(now.document, schemas);
      return new OperationComparison(operation, now, schemas, budget).changes();
    });
  });
}

/** The paths that a contract serves, with the server's base path and `{}` for each parameter. */
export function servedPaths(document: ParsedDocument): readonly string[] {
  return [...new Set(operationsIn(document).map(({ path }) => path))];
}

function operationsIn(document: ParsedDocument): readonly Operation[] {
  const base = basePathOf(document);
  return entriesOf(below({ value: document.data, path: [] }, "paths")).flatMap(([path, entry]) => {
    const item = followed(document, entry);
    return httpMethods.flatMap((method): Operation[] => {
      const place = below(item, method);
      if (place.value === undefined) return [];
      const full = `${base}${path}`;
      return [
        { document, method, name: `${method.toUpperCase()} ${full}`, path: normalPath(full), item, place },
      ];
    });
  });
}

function keyOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

/** The major version that a path names: `/api/v2/users`. */
function pathMajor(path: string): number | undefined {
  const found = /(?:^|\/)v(\d{1,9})(?=\/|$)/.exec(path)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** An operation may go with a new major version; one whose path names its version, when a path names the next. */
function goneChange(
  operation: Operation,
  now: readonly ParsedDocument[],
  current: readonly Operation[],
): ContractChange {
  const { document, name, path, place } = operation;
  const next = successorOf(document, now);
  const major = pathMajor(path);
  const hasNext = major === undefined || current.some((one) => (pathMajor(one.path) ?? -1) > major);
  return {
    ...{ subject: name, path },
    what: { en: "is gone", es: "ya no está" },
    before: placeIn(document, place.path),
    now: next ? placeIn(next, place.path) : placeOf(document.file),
    announced: next !== undefined && isNewMajor(document, next) && hasNext,
  };
}

class OperationComparison {
  readonly #before: Operation;
  readonly #now: Operation;
  readonly #schemas: SchemaComparison;
  readonly #budget: Budget;
  readonly #changes: ContractChange[] = [];

  constructor(before: Operation, now: Operation, schemas: SchemaComparison, budget: Budget) {
    this.#before = before;
    this.#now = now;
    this.#schemas = schemas;
    this.#budget = budget;
  }

  changes(): readonly ContractChange[] {
    this.#compareSecurity();
    this.#compareParameters();
    this.#compareBody();
    this.#compareResponses();
    return this.#changes;
  }

  #compareSecurity(): void {
    const [was, is] = [this.#before, this.#now].map(asksForSecurity);
    if (was || !is) return;
    this.#add("", this.#before.place, below(this.#now.place, "security"), {
      en: "now asks callers to authenticate",
      es: "ahora pide autenticación a quien la llama",
    });
  }

  #compareParameters(): void {
    const before = parametersOf(this.#before);
    for (const [key, { name, place, required }] of parametersOf(this.#now)) {
      const was = before.get(key);
      if (required && !was?.required)
        this.#add("", was?.place ?? this.#before.place, place, {
          en: `the parameter ${name} is now required`,
          es: `el parámetro ${name} ahora es obligatorio`,
        });
      if (was)
        this.#compareSchemas(
          ` ${name}`,
          schemaOfParameter(this.#before.document, was.place),
          schemaOfParameter(this.#now.document, place),
          "write",
        );
    }
  }

  #compareBody(): void {
    const [before, now] = [this.#before, this.#now].map((operation) =>
      followed(operation.document, below(operation.place, "requestBody")),
    ) as [Place, Place];
    const isRequired = (body: Place) => below(body, "required").value === true;
    if (isRequired(now) && !isRequired(before))
      this.#add("", this.#before.place, now, {
        en: "a body is now required",
        es: "ahora el cuerpo es obligatorio",
      });
    const kept = contentsOf(this.#now.document, now);
    for (const [type, schema] of contentsOf(this.#before.document, before)) {
      const is = findContent(kept, type);
      if (is) this.#compareSchemas("", schema, is, "write");
      else
        this.#add("", schema, now.value === undefined ? this.#now.place : now, {
          en: `no longer takes ${type}`,
          es: `ya no acepta ${type}`,
        });
    }
  }

  #compareResponses(): void {
    const now = responsesOf(this.#now);
    for (const [status, was] of responsesOf(this.#before)) {
      const is = now.get(status) ?? now.get(`${status[0]}XX`) ?? now.get("default");
      const isSuccess = /^[23]/.test(status);
      if (is) this.#compareResponse(status, was, is, isSuccess);
      else if (isSuccess)
        this.#add("", was, below(this.#now.place, "responses"), {
          en: `no longer answers ${status}`,
          es: `ya no responde ${status}`,
        });
    }
  }

  #compareResponse(status: string, was: Place, is: Place, isSuccess: boolean): void {
    const contents = contentsOf(this.#now.document, is);
    for (const [type, schema] of contentsOf(this.#before.document, was)) {
      const now = findContent(contents, type);
      if (now) this.#compareSchemas(` ${status}`, schema, now, "read");
      else if (isSuccess)
        this.#add(` ${status}`, schema, is, {
          en: `no longer answers ${type}`,
          es: `ya no responde ${type}`,
        });
    }
    for (const [name, header] of entriesOf(below(was, "headers"))) {
      const before = followed(this.#before.document, header);
      const now = followed(this.#now.document, below(is, "headers", name));
      if (below(before, "required").value === true && below(now, "required").value !== true)
        this.#add(` ${status}`, header, is, {
          en: `the header ${name} may now be missing`,
          es: `la cabecera ${name} ahora puede faltar`,
        });
    }
  }

  #compareSchemas(where: string, before: Place, now: Place, use: Use): void {
    for (const change of this.#schemas.of(before, now, use)) this.#take(where, change);
  }

  #add(where: string, before: Place, now: Place, what: Text): void {
    this.#take(where, { what, before: before.path, now: now.path });
  }

  #take(where: string, change: SchemaChange): void {
    if (!this.#budget.report()) return;
    const { document, name, path } = this.#before;
    const announced = pathMajor(path) === undefined && isNewMajor(document, this.#now.document);
    this.#changes.push(
      asContractChange(change, document, this.#now.document, {
        subject: `${name}${where}`,
        path,
        announced,
      }),
    );
  }
}

/** Whether no caller gets in without saying who it is. */
function asksForSecurity({ document, place }: Operation): boolean {
  const own = below(place, "security");
  const asked = listOf(own.value === undefined ? below({ value: document.data, path: [] }, "security") : own);
  return asked.length > 0 && asked.every((choice) => entriesOf(choice).length > 0);
}

interface Parameter {
  readonly name: string;
  readonly place: Place;
  readonly required: boolean;
}

/** By what callers know them by: in a path that is the position, elsewhere the name. */
function parametersOf({ document, item, place, name: operation }: Operation): ReadonlyMap<string, Parameter> {
  const found = new Map<string, Parameter>();
  const inPath = [...operation.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]);
  for (const entry of [...listOf(below(item, "parameters")), ...listOf(below(place, "parameters"))]) {
    const parameter = followed(document, entry);
    const name = below(parameter, "name").value;
    const where = below(parameter, "in").value;
    if (typeof name !== "string" || typeof where !== "string") continue;
    const key = where === "path" ? inPath.indexOf(name) : where === "header" ? name.toLowerCase() : name;
    const required = where !== "path" && below(parameter, "required").value === true;
    found.set(`${where} ${where === "body" ? "" : key}`, {
      name: name.slice(0, 60),
      place: parameter,
      required,
    });
  }
  return found;
}

/** A parameter's schema; in Swagger 2.0 most are one themselves. */
function schemaOfParameter(document: ParsedDocument, parameter: Place): Place {
  const schema = below(parameter, "schema");
  if (schema.value !== undefined) return schema;
  const [content] = contentsOf(document, parameter).values();
  return content ?? parameter;
}

/** Media type → schema. In Swagger 2.0 the schema stands by itself. */
function contentsOf(document: ParsedDocument, place: Place): ReadonlyMap<string, Place> {
  const schema = below(place, "schema");
  if (schema.value !== undefined) return new Map([["*/*", schema]]);
  return new Map(
    entriesOf(below(place, "content")).map(([type, media]) => [
      type.split(";")[0]?.trim().toLowerCase().slice(0, 80) ?? "",
      below(followed(document, media), "schema"),
    ]),
  );
}

function findContent(contents: ReadonlyMap<string, Place>, type: string): Place | undefined {
  return contents.get(type) ?? contents.get(`${type.split("/")[0]}/*`) ?? contents.get("*/*");
}

function responsesOf({ document, place }: Operation): ReadonlyMap<string, Place> {
  return new Map(
    entriesOf(below(place, "responses")).map(([status, response]) => [
      /^\dxx$/i.test(status) ? status.toUpperCase() : status,
      followed(document, response),
    ]),
  );
}
