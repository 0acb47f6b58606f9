using Adapters.Handlers;
using Bootstrap;

// FUNCTION_NAME, which the infrastructure file sets, says which of them this process is.
return await LambdaLoop.RunAsync(new Dictionary<string, Func<JsonFunction>>
{
    ["publish"] = () => JsonFunction.Of(Publish.Create()),
    ["api"] = () => JsonFunction.Of(Api.Create()),
    ["saga"] = () => JsonFunction.Of(Saga.Create()),
    ["payments"] = () => JsonFunction.Of(Payments.Create()),
    ["customers"] = () => JsonFunction.Of(Customers.Create()),
    ["notifications"] = () => JsonFunction.Of(Notifications.Create()),
});
