using RabbitMQ.Client;

namespace Chassis.Messaging;

/// <summary>One connection to RabbitMQ, from the moment it is open until it is given up.</summary>
internal sealed class BrokerConnection
{
    private readonly TaskCompletionSource<string> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BrokerConnection(IConnection connection)
    {
        Connection = connection;
        connection.ConnectionShutdownAsync += (_, reason) =>
        {
            GiveUp(reason.ReplyText);
            return Task.CompletedTask;
        };
    }

    public IConnection Connection { get; }

    /// <summary>Completes, with the reason, when the connection is lost or given up.</summary>
    public Task<string> Ended => ended.Task;

    /// <summary>Opens a channel; when it fails, the connection is given up, and a new one declares everything again.</summary>
    public async Task<IChannel> OpenChannelAsync(CreateChannelOptions options, CancellationToken cancellation)
    {
        var channel = await Connection.CreateChannelAsync(options, cancellation);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            GiveUp(reason.ReplyText);
            return Task.CompletedTask;
        };
        return channel;
    }

    public void GiveUp(string reason) => ended.TrySetResult(reason);
}
