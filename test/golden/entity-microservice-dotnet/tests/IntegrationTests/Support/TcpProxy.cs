using System.Net;
using System.Net.Sockets;

namespace IntegrationTests.Support;

/// <summary>Stands between a service and a server, so that a test can take the server away and bring it back.</summary>
internal sealed class TcpProxy(Uri target) : IAsyncDisposable
{
    private readonly HashSet<TcpClient> sockets = [];
    private readonly ManualResetEventSlim delivering = new(true);
    private TcpListener? listener;
    private int port;

    /// <summary>The target's URL with the proxy's address; valid after the first <see cref="Open"/>.</summary>
    public Uri Url => new UriBuilder(target) { Host = "127.0.0.1", Port = port }.Uri;

    /// <summary>Lets connections through, at the same port each time.</summary>
    public void Open()
    {
        var opened = new TcpListener(IPAddress.Loopback, port);
        opened.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        opened.Start();
        port = ((IPEndPoint)opened.LocalEndpoint).Port;
        listener = opened;
        _ = AcceptAsync(opened);
    }

    /// <summary>Keeps back what the server answers, until <see cref="Deliver"/> or <see cref="Cut"/>.</summary>
    public void Hold() => delivering.Reset();

    public void Deliver() => delivering.Set();

    /// <summary>Cuts all connections and refuses new ones. What was held back is lost.</summary>
    public void Cut()
    {
        listener?.Stop();
        listener = null;
        TcpClient[] all;
        lock (sockets)
        {
            all = [.. sockets];
            sockets.Clear();
        }
        foreach (var socket in all) socket.Dispose();
        delivering.Set();
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        delivering.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(TcpListener opened)
    {
        try
        {
            while (true) _ = ForwardAsync(await opened.AcceptTcpClientAsync());
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var upstream = new TcpClient();
        using (client)
        {
            lock (sockets)
            {
                sockets.Add(client);
                sockets.Add(upstream);
            }
            try
            {
                await upstream.ConnectAsync(target.Host, target.Port);
                client.NoDelay = upstream.NoDelay = true;
                await Task.WhenAny(
                    CopyAsync(client.GetStream(), upstream.GetStream(), held: false),
                    CopyAsync(upstream.GetStream(), client.GetStream(), held: true));
            }
            catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
            {
                // Cut, or ended by either side.
            }
            finally
            {
                lock (sockets)
                {
                    sockets.Remove(client);
                    sockets.Remove(upstream);
                }
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, bool held)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var read = await from.ReadAsync(buffer);
            if (read == 0) return;
            if (held && !delivering.IsSet) await Task.Run(delivering.Wait);
            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
