// Metrics and spans are the process's: a function has one invocation at a time.
[assembly: DoNotParallelize]
