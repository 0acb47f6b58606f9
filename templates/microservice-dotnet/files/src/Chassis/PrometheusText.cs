using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Chassis;

/// <summary>
/// What the chassis' meter of this application measures, in Prometheus' text format. Instruments are called by their own names
/// (<c>client_attempts_total</c>), which follow Prometheus' conventions.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    public const string MeterName = "chassis";
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    private static readonly double[] buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private readonly object gate = new();
    private readonly SortedDictionary<string, Family> families = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();

    /// <param name="meters">Only what was made through it is listened to: other applications of the process have their own.</param>
    public PrometheusText(IMeterFactory meters)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Meter.Name == MeterName) listening.EnableMeasurementEvents(instrument, FamilyOf(instrument));
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, labels, family) => Record(family, value, labels));
        listener.SetMeasurementEventCallback<long>((instrument, value, labels, family) => Record(family, value, labels));
        listener.SetMeasurementEventCallback<double>((instrument, value, labels, family) => Record(family, value, labels));
        listener.Start();
    }

    public string Render()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (gate)
        {
            foreach (var (name, family) in families)
            {
                text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {family.Help}\n# TYPE {name} {family.Type}\n");
                foreach (var (labels, series) in family.Series) series.Render(text, name, labels);
            }
        }
        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private Family FamilyOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        var (kind, adds) = type == typeof(Histogram<>)
            ? ("histogram", true)
            : type == typeof(Counter<>) ? ("counter", true) : (type == typeof(ObservableCounter<>) ? "counter" : "gauge", false);
        var family = new Family(kind, adds, instrument.Description ?? "");
        lock (gate) families[instrument.Name] = family;
        return family;
    }

    private void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        if (state is not Family family) return;
        var key = LabelsOf(labels);
        lock (gate)
        {
            if (!family.Series.TryGetValue(key, out var series)) family.Series[key] = series = new Series(family.Type == "histogram");
            series.Record(value, family.Adds);
        }
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        if (labels.IsEmpty) return "";
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)?.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
            text.Append(text.Length == 0 ? "" : ",").Append(name).Append("=\"").Append(escaped).Append('"');
        }
        return text.ToString();
    }

    /// <summary>The series of one instrument, by their labels.</summary>
    /// <param name="Type">As Prometheus calls it.</param>
    /// <param name="Adds">Whether what is recorded adds to what was; otherwise it replaces it.</param>
    /// <param name="Help">What it measures.</param>
    private sealed record Family(string Type, bool Adds, string Help)
    {
        public SortedDictionary<string, Series> Series { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Series(bool isHistogram)
    {
        private readonly long[] below = new long[isHistogram ? buckets.Length : 0];
        private long count;
        private double value;

        public void Record(double measured, bool adds)
        {
            value = adds ? value + measured : measured;
            count++;
            for (var index = below.Length - 1; index >= 0 && measured <= buckets[index]; index--) below[index]++;
        }

        public void Render(StringBuilder text, string name, string labels)
        {
            var all = labels.Length == 0 ? "" : $"{{{labels}}}";
            if (!isHistogram)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{all} {value}\n");
                return;
            }
            var more = labels.Length == 0 ? "" : $",{labels}";
            for (var index = 0; index < below.Length; index++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{le=\"{buckets[index]}\"{more}}} {below[index]}\n");
            }
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{le=\"+Inf\"{more}}} {count}\n{name}_sum{all} {value}\n{name}_count{all} {count}\n");
        }
    }
}
