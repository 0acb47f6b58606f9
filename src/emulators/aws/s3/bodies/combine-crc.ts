/**
 * The CRC of two pieces together, from theirs: the first is multiplied by x to the bits of the second, modulo the polynomial
 * (as zlib's `crc32_combine` does), for CRCs that are reflected and begin and end with all ones.
 * @param secondBytes the length of the second piece
 */
export function combineCrc(
  first: bigint,
  second: bigint,
  secondBytes: number,
  { polynomial, width }: { readonly polynomial: bigint; readonly width: number },
): bigint {
  const top = 1n << BigInt(width - 1);
  const multiply = (left: bigint, right: bigint): bigint => {
    let [product, factor] = [0n, right];
    for (let mask = top; mask > 0n; mask >>= 1n) {
      if ((left & mask) !== 0n) product ^= factor;
      factor = (factor & 1n) === 1n ? (factor >> 1n) ^ polynomial : factor >> 1n;
    }
    return product;
  };
  // The highest bit is x to the power of 0, the next of 1.
  let [shift, power] = [top, top >> 1n];
  for (let bits = BigInt(secondBytes) * 8n; bits > 0n; bits >>= 1n) {
    if ((bits & 1n) === 1n) shift = multiply(shift, power);
    power = multiply(power, power);
  }
  return multiply(shift, first) ^ second;
}
