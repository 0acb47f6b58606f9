namespace Chassis.Messaging;

/// <summary>Lets work of one subject run one after the other, in the order it came; that of different subjects at once.</summary>
internal sealed class SubjectTurns
{
    /// <summary>The last work of each subject that has some; the next of that subject waits for it.</summary>
    private readonly Dictionary<string, Task> last = [];

    public Task RunAsync(string subject, Func<Task> work)
    {
        Task current;
        lock (last)
        {
            current = AfterAsync(last.GetValueOrDefault(subject, Task.CompletedTask), work);
            last[subject] = current;
        }
        return ForgetAfterAsync(subject, current);
    }

    private static async Task AfterAsync(Task previous, Func<Task> work)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        await work();
    }

    private async Task ForgetAfterAsync(string subject, Task current)
    {
        try
        {
            await current;
        }
        finally
        {
            lock (last)
            {
                if (last.GetValueOrDefault(subject) == current) last.Remove(subject);
            }
        }
    }
}
