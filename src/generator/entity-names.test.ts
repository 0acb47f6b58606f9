import { describe, expect, test } from "vitest";
import { MsxError } from "../errors/msx-error.js";
import { assertDotnetEntity, entityNames, entityOfService, pascalOf } from "./entity-names.js";

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof MsxError) return error.code;
    throw error;
  }
  return "accepted";
}

describe("entityNames", () => {
  test("spells an entity of two words in every way", () => {
    expect(entityNames("OrderCategory")).toEqual({
      pascal: "OrderCategory",
      camel: "orderCategory",
      kebab: "order-category",
      snake: "order_category",
      pluralPascal: "OrderCategories",
      pluralCamel: "orderCategories",
      pluralKebab: "order-categories",
      pluralSnake: "order_categories",
    });
  });

  test.each([
    ["HTTPRequest", "http-request", "httpRequest"],
    ["ABTest", "ab-test", "abTest"],
    ["H2OTank", "h2-o-tank", "h2OTank"],
    ["Sha256Sum", "sha256-sum", "sha256Sum"],
    ["SKU", "sku", "sku"],
  ])("takes %s apart", (pascal, kebab, camel) => {
    expect(entityNames(pascal)).toMatchObject({ pascal, kebab, camel });
  });

  test.each(["User", "Order", "Payment", "Item", "Group", "Table", "Task", "Invoice"])(
    "accepts %s, which is a keyword at most where it is quoted or plural",
    (name) => expect(codeOf(() => entityNames(name))).toBe("accepted"),
  );

  test.each([
    "",
    "A",
    "item",
    "order-item",
    "Order Item",
    "../Item",
    "Ítem",
    `A${"b".repeat(40)}`,
    "Object",
    "Date",
    "Error",
    "Promise",
    "Class",
    "Default",
    "Event",
    "String",
    "Record",
    "Reference",
  ])("refuses %j", (name) => expect(codeOf(() => entityNames(name))).toBe("ENTITY_INVALID"));

  test("takes a plural the rules get wrong, and refuses one that is no plural or no name", () => {
    expect(entityNames("Leaf", "Leaves").pluralSnake).toBe("leaves");
    expect(codeOf(() => entityNames("Sheep", "Sheep"))).toBe("ENTITY_INVALID");
    expect(codeOf(() => entityNames("Sheep", "sheep"))).toBe("ENTITY_INVALID");
    expect(codeOf(() => entityNames("Worth", "Values"))).toBe("ENTITY_INVALID");
  });
});

test("a service's name proposes its entity", () => {
  expect(entityOfService("item-service")).toBe("Item");
  expect(entityOfService("order-item-service")).toBe("OrderItem");
  expect(entityOfService("accounts")).toBe("Accounts");
  expect(pascalOf("a-b2")).toBe("AB2");
});

test("a name that C# has a type of is refused for .NET only", () => {
  for (const name of ["Task", "Range", "Problem", "Host"]) {
    const names = entityNames(name);
    expect(() => assertDotnetEntity(names)).toThrow(expect.objectContaining({ code: "ENTITY_INVALID" }));
  }
  assertDotnetEntity(entityNames("Item"));
});
