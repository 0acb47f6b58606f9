using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Chassis;

/// <summary>The JSON of a request's body, as the contract was checked with.</summary>
internal sealed record ParsedBody(JsonElement Json);

/// <summary>Binds what was parsed for the contract already, instead of reading the body again.</summary>
internal sealed class ParsedBodyFormatter : IInputFormatter
{
    public bool CanRead(InputFormatterContext context) => context.HttpContext.Features.Get<ParsedBody>() is not null;

    public Task<InputFormatterResult> ReadAsync(InputFormatterContext context) => Task.FromResult(Read(context));

    private static InputFormatterResult Read(InputFormatterContext context)
    {
        var services = context.HttpContext.RequestServices;
        var options = services.GetRequiredService<IOptions<JsonOptions>>().Value.JsonSerializerOptions;
        try
        {
            var model = context.HttpContext.Features.GetRequiredFeature<ParsedBody>().Json.Deserialize(context.ModelType, options);
            return model is null && !context.TreatEmptyInputAsDefaultValue ? InputFormatterResult.NoValue() : InputFormatterResult.Success(model);
        }
        catch (JsonException error)
        {
            context.ModelState.TryAddModelError(error.Path ?? "", error.Message);
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            context.ModelState.TryAddModelError("", error.Message);
        }
        return InputFormatterResult.Failure();
    }
}
