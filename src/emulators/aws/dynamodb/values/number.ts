import { validation } from "../dynamodb-error.js";

/** A decimal, exactly: coefficient × 10^exponent; no trailing zeros in the coefficient, zero is 0 × 10^0. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-data-types
const maxDigits = 38;
const maxMagnitude = 125;
const minMagnitude = -130;

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const plainInteger = /^(?:0|-?[1-9]\d{0,14})$/;

/** @throws AwsError for what is no number, has more than 38 digits or lies outside 1E-130 to 9.9…E+125 */
export function parseDecimal(text: string): Decimal {
  const match = pattern.exec(text);
  const digits = match === null ? "" : `${match[2] ?? ""}${match[3] ?? ""}`;
  if (match === null || digits === "") {
    const value = text === "" ? "" : `: ${text}`;
    throw validation(`The parameter cannot be converted to a numeric value${value}`);
  }
  const significant = digits.replace(/^0+/, "");
  const kept = significant.replace(/0+$/, "");
  if (kept === "") return { coefficient: 0n, exponent: 0 };
  const written = Number(match[4] ?? 0) - (match[3]?.length ?? 0);
  const exponent = written + significant.length - kept.length;
  checkRange(kept.length, exponent);
  const coefficient = BigInt(kept);
  return { coefficient: match[1] === "-" ? -coefficient : coefficient, exponent };
}

/** The way DynamoDB gives a number back: plain digits, no exponent, no needless zeros. */
export function canonicalNumber(text: string): string {
  return plainInteger.test(text) ? text : formatDecimal(parseDecimal(text));
}

export function formatDecimal({ coefficient, exponent }: Decimal): string {
  const sign = coefficient < 0n ? "-" : "";
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString();
  if (exponent >= 0) return `${sign}${digits}${"0".repeat(exponent)}`;
  const padded = digits.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

/** Adds exactly. @param sign -1 subtracts @throws AwsError for a result DynamoDB cannot hold */
export function addNumbers(left: string, right: string, sign: 1 | -1): string {
  const [a, b] = [parseDecimal(left), parseDecimal(right)];
  const exponent = Math.min(a.exponent, b.exponent);
  const sum = scaled(a, exponent) + BigInt(sign) * scaled(b, exponent);
  if (sum === 0n) return "0";
  const digits = (sum < 0n ? -sum : sum).toString();
  const kept = digits.replace(/0+$/, "");
  const normalised = exponent + digits.length - kept.length;
  checkRange(kept.length, normalised);
  const coefficient = BigInt(kept);
  return formatDecimal({ coefficient: sum < 0n ? -coefficient : coefficient, exponent: normalised });
}

export function compareNumbers(left: string, right: string): number {
  const [a, b] = [orderedNumber(left), orderedNumber(right)];
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * A string whose order, character by character, is the order of the numbers: sign, exponent, digits; those of a negative
 * number are complemented, and closed with a character after every digit so that -1.2 comes after -1.23.
 */
export function orderedNumber(text: string): string {
  const { coefficient, exponent } = parseDecimal(text);
  if (coefficient === 0n) return "1";
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString();
  const magnitude = digits.length - 1 + exponent + 200;
  if (coefficient > 0n) return `2${magnitude.toString().padStart(3, "0")}${digits}`;
  const complement = digits.replace(/\d/g, (digit) => String(9 - Number(digit)));
  return `0${(999 - magnitude).toString().padStart(3, "0")}${complement}:`;
}

/** How many digits count for the size of a number. */
export function significantDigits(text: string): number {
  const { coefficient } = parseDecimal(text);
  return coefficient.toString().replace("-", "").length;
}

function scaled({ coefficient, exponent }: Decimal, to: number): bigint {
  return coefficient * 10n ** BigInt(exponent - to);
}

function checkRange(digits: number, exponent: number): void {
  const magnitude = digits - 1 + exponent;
  if (magnitude > maxMagnitude) {
    throw validation(
      "Number overflow. Attempting to store a number with magnitude larger than supported range",
    );
  }
  if (magnitude < minMagnitude) {
    throw validation(
      "Number underflow. Attempting to store a number with magnitude smaller than supported range",
    );
  }
  if (digits > maxDigits) {
    throw validation("Attempting to store more than 38 significant digits in a Number");
  }
}
