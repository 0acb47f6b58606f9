namespace Chassis;

/// <summary>
/// Lines for standard output. A thread of its own writes all that came within a moment at once; what is left when the process
/// ends, crashed or not, is written then.
/// </summary>
internal static class StandardOutput
{
    private const int mostWaiting = 1024 * 1024;
    private static readonly TimeSpan gathering = TimeSpan.FromMilliseconds(10);

    /// <summary>How long the end of the process waits for a reader that takes nothing.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(1.5);

    private static readonly Stream stream = Console.OpenStandardOutput();
    private static readonly AutoResetEvent arrived = new(initialState: false);
    private static readonly object gate = new();
    private static readonly object writing = new();
    private static MemoryStream waiting = new();
    private static MemoryStream leaving = new();

    static StandardOutput()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Flush();
        AppDomain.CurrentDomain.UnhandledException += (_, _) => Flush();
        new Thread(WriteAll) { IsBackground = true, Name = "Standard output" }.Start();
    }

    /// <summary>Waits when lines come faster than they are read.</summary>
    public static void Add(ReadOnlySpan<byte> line)
    {
        lock (gate)
        {
            while (waiting.Length > mostWaiting) Monitor.Wait(gate);
            if (waiting.Length == 0) arrived.Set();
            waiting.Write(line);
        }
    }

    public static void Flush()
    {
        if (!Monitor.TryEnter(writing, patience)) return;
        try
        {
            lock (gate)
            {
                (waiting, leaving) = (leaving, waiting);
                Monitor.PulseAll(gate);
            }
            stream.Write(leaving.GetBuffer(), 0, (int)leaving.Length);
        }
        catch (IOException)
        {
            // Nobody reads, and there is no other place to say so.
        }
        finally
        {
            leaving.SetLength(0);
            Monitor.Exit(writing);
        }
    }

    private static void WriteAll()
    {
        while (arrived.WaitOne())
        {
            Thread.Sleep(gathering);
            Flush();
        }
    }
}
