import { expect, test } from "vitest";
import { plural } from "./plural.js";

test.each([
  ["Item", "Items"],
  ["Category", "Categories"],
  ["Day", "Days"],
  ["Box", "Boxes"],
  ["Address", "Addresses"],
  ["Status", "Statuses"],
  ["Batch", "Batches"],
  ["Dish", "Dishes"],
  ["Analysis", "Analyses"],
  ["Person", "People"],
  ["Photo", "Photos"],
  ["News", "Newses"],
])("%s → %s", (word, expected) => expect(plural(word)).toBe(expected));
