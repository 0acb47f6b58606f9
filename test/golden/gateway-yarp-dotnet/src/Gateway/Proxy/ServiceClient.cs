using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Configuration;
using Gateway.Telemetry;

namespace Gateway.Proxy;

/// <summary>The HTTP client for all services: a pool of connections for each instance.</summary>
internal sealed class ServiceClient : IDisposable
{
    public ServiceClient(GatewayOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            // Names may lead elsewhere after a while.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 16,
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ActivityHeadersPropagator = options.OtlpEndpoint is null ? null : new RecordedOnlyPropagator(),
            PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new SentOnceStream(context.PlaintextStream)),
        };
        if (options.HostMap.Count > 0) handler.ConnectCallback = (context, cancellation) => ConnectAsync(options.HostMap, context, cancellation);
        Invoker = new HttpMessageInvoker(new FlushingHandler(handler));
    }

    public HttpMessageInvoker Invoker { get; }

    public void Dispose() => Invoker.Dispose();

    /// <summary>Dials another address instead of a configured one; the request stays as it is.</summary>
    private static async ValueTask<Stream> ConnectAsync(
        IReadOnlyDictionary<string, string> hostMap, SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var asked = context.DnsEndPoint;
        var address = hostMap.GetValueOrDefault($"{asked.Host}:{asked.Port}", $"{asked.Host}:{asked.Port}");
        var split = address.LastIndexOf(':');
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var port = int.Parse(address.AsSpan(split + 1), System.Globalization.CultureInfo.InvariantCulture);
            await socket.ConnectAsync(new DnsEndPoint(address[..split].Trim('[', ']'), port), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
