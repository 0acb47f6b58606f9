using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Chassis;

/// <summary>The metrics of every service. Names follow Prometheus' conventions: base units, <c>_total</c> for counters.</summary>
internal sealed class ChassisMetrics
{
    private readonly Histogram<double> requests;
    private readonly Counter<long> attempts;
    private readonly ConcurrentDictionary<string, int> breakers = new();

    public ChassisMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(PrometheusText.MeterName);
        requests = meter.CreateHistogram<double>("http_server_request_duration_seconds", description: "Time to answer a request");
        attempts = meter.CreateCounter<long>(
            "client_attempts_total",
            description: "Attempts to call a service by what became of them: answered, failed, refused (the breaker was open)");
        meter.CreateObservableGauge("circuit_breaker_open", Breakers, description: "1 while calls to a service are refused");
        AddProcess(meter);
    }

    public void Answered(string method, string route, int status, TimeSpan duration) =>
        requests.Record(duration.TotalSeconds, new("method", method), new("route", route), new("status", status));

    public void Attempted(string service, string outcome) => attempts.Add(1, new("service", service), new("outcome", outcome));

    public void BreakerIs(string service, bool open) => breakers[service] = open ? 1 : 0;

    private IEnumerable<Measurement<int>> Breakers() =>
        breakers.Select(breaker => new Measurement<int>(breaker.Value, new KeyValuePair<string, object?>("service", breaker.Key)));

    private static double CpuSeconds()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }

    private static void AddProcess(Meter meter)
    {
        using var self = Process.GetCurrentProcess();
        var startedAt = new DateTimeOffset(self.StartTime).ToUnixTimeMilliseconds() / 1000.0;
        meter.CreateObservableCounter("process_cpu_seconds_total", CpuSeconds, description: "Total user and system CPU time spent in seconds.");
        meter.CreateObservableGauge("process_resident_memory_bytes", () => Environment.WorkingSet, description: "Resident memory size in bytes.");
        meter.CreateObservableGauge("process_start_time_seconds", () => startedAt, description: "Start time of the process since unix epoch in seconds.");
        meter.CreateObservableGauge("dotnet_heap_size_bytes", () => GC.GetTotalMemory(forceFullCollection: false), description: "Size of the managed heap in bytes.");
        meter.CreateObservableCounter("dotnet_gc_collections_total", () => (long)GC.CollectionCount(0), description: "Garbage collections.");
    }
}
