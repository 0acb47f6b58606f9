/** The number given cannot be an amount of that currency. */
export class InvalidAmountError extends Error {
  override readonly name = "InvalidAmountError";
}

/** An exact amount: a whole number of the currency's smallest unit (cents, for most). */
export interface Money {
  readonly minorUnits: number;
  /** ISO 4217 alphabetic code. */
  readonly currency: string;
}

/** Largest amount handled, in minor units: far below 2^53, so that every sum stays exact. */
export const maxMinorUnits = 1_000_000_000_000;

// ISO 4217:2015, list one: currencies whose minor unit is not the usual hundredth.
const withoutDecimals = new Set(
  "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" "),
);
const withThreeDecimals = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "));

function decimalsOf(currency: string): number {
  if (withoutDecimals.has(currency)) return 0;
  return withThreeDecimals.has(currency) ? 3 : 2;
}

/**
 * Reads a decimal number (as JSON carries it) without rounding: 19.99 USD is 1999 cents.
 * @throws InvalidAmountError when it is negative, has more decimals than the currency, or is too large
 */
export function toMoney(amount: number, currency: string): Money {
  const decimals = decimalsOf(currency);
  // The shortest text that reads back as this number is what the client wrote, up to 15 digits.
  const parts = /^(\d+)(?:\.(\d+))?$/.exec(String(amount));
  if (parts === null) throw new InvalidAmountError(`${amount} is not an amount`);
  const [, whole = "", fraction = ""] = parts;
  if (fraction.length > decimals) {
    throw new InvalidAmountError(`${amount} has more than the ${decimals} decimals of ${currency}`);
  }
  return checked(Number(whole + fraction.padEnd(decimals, "0")), currency);
}

/** The decimal number that JSON carries. */
export function toDecimal(money: Money): number {
  return money.minorUnits / 10 ** decimalsOf(money.currency);
}

/**
 * The sum of price times quantity, exactly.
 * @throws InvalidAmountError when it is too large
 */
export function totalOf(lines: readonly { price: Money; quantity: number }[], currency: string): Money {
  let minorUnits = 0;
  // Checked at each step: an unchecked product could leave the range in which integers are exact.
  for (const { price, quantity } of lines) {
    minorUnits = checked(minorUnits + price.minorUnits * quantity, currency).minorUnits;
  }
  return { minorUnits, currency };
}

function checked(minorUnits: number, currency: string): Money {
  if (!(minorUnits <= maxMinorUnits)) throw new InvalidAmountError(`The amount in ${currency} is too large`);
  return { minorUnits, currency };
}
