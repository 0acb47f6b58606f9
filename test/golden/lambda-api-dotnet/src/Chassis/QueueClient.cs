using Amazon.SQS;
using Amazon.SQS.Model;

namespace Chassis;

/// <summary>What a consumer needs of its own queue.</summary>
public interface IQueueClient
{
    /// <summary>Delivers a message again after that many seconds, instead of after the queue's own visibility timeout.</summary>
    Task DelayAsync(string receiptHandle, int seconds, CancellationToken cancellation = default);

    /// <summary>Puts a message into the queue that is delivered after that many seconds, 900 at most.</summary>
    Task SendLaterAsync(string body, int seconds, CancellationToken cancellation = default);
}

/// <summary>The queue that the function reads. Made once, outside the handler.</summary>
public sealed class QueueClient(IAmazonSQS client, string url) : IQueueClient
{
    /// <exception cref="InvalidOperationException">QUEUE_URL is not set.</exception>
    public static QueueClient OfFunction() => new(new AmazonSQSClient(), Settings.Required("QUEUE_URL"));

    public Task DelayAsync(string receiptHandle, int seconds, CancellationToken cancellation = default) =>
        client.ChangeMessageVisibilityAsync(url, receiptHandle, seconds, cancellation);

    public Task SendLaterAsync(string body, int seconds, CancellationToken cancellation = default) =>
        client.SendMessageAsync(new SendMessageRequest { QueueUrl = url, MessageBody = body, DelaySeconds = seconds }, cancellation);
}
