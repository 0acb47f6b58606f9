using System.Globalization;

namespace Domain;

/// <summary>An exact amount: a whole number of the currency's smallest unit (cents, for most).</summary>
/// <param name="Currency">ISO 4217 alphabetic code.</param>
public sealed record Money(long MinorUnits, string Currency)
{
    /// <summary>Largest amount handled, in minor units: far below 2^53, so that it is exact in every JSON reader.</summary>
    public const long MaxMinorUnits = 1_000_000_000_000;

    // ISO 4217:2015, list one: currencies whose minor unit is not the usual hundredth.
    private static readonly HashSet<string> WithoutDecimals =
    [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
        "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
    ];

    private static readonly HashSet<string> WithThreeDecimals = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    /// <summary>Reads a decimal number (as JSON carries it) without rounding: 19.99 USD is 1999 cents.</summary>
    /// <exception cref="InvalidAmountException">
    /// It is negative, has more decimals than the currency, or is too large.
    /// </exception>
    public static Money From(decimal amount, string currency)
    {
        var decimals = DecimalsOf(currency);
        if (amount < 0)
        {
            throw new InvalidAmountException($"{Text(amount)} is not an amount");
        }
        if (decimal.Round(amount, decimals) != amount)
        {
            throw new InvalidAmountException(
                $"{Text(amount)} has more than the {decimals} decimals of {currency}");
        }
        return amount > ToDecimal(MaxMinorUnits, decimals)
            ? throw TooLarge(currency)
            : new Money((long)(amount * PowerOfTen(decimals)), currency);
    }

    /// <summary>The decimal number that JSON carries.</summary>
    public decimal ToDecimal() => ToDecimal(MinorUnits, DecimalsOf(Currency));

    /// <summary>The sum of price times quantity, exactly.</summary>
    /// <exception cref="InvalidAmountException">It is too large.</exception>
    public static Money Total(IEnumerable<OrderItem> items, string currency)
    {
        ArgumentNullException.ThrowIfNull(items);
        // As decimals, since the largest price times the largest quantity is more than a long holds.
        var minorUnits = items.Aggregate(0m, (sum, item) => sum + ((decimal)item.Price.MinorUnits * item.Quantity));
        return minorUnits > MaxMinorUnits ? throw TooLarge(currency) : new Money((long)minorUnits, currency);
    }

    private static InvalidAmountException TooLarge(string currency) => new($"The amount in {currency} is too large");

    private static decimal ToDecimal(long minorUnits, int decimals) => minorUnits / PowerOfTen(decimals);

    private static decimal PowerOfTen(int decimals) => decimals switch { 0 => 1m, 3 => 1_000m, _ => 100m };

    private static int DecimalsOf(string currency) =>
        WithoutDecimals.Contains(currency) ? 0 : WithThreeDecimals.Contains(currency) ? 3 : 2;

    /// <summary>As short as it can be written: 10.50 is 10.5.</summary>
    private static string Text(decimal amount) =>
        amount.ToString("0.############################", CultureInfo.InvariantCulture);
}
