using System.Text.Json;
using Domain;
using Microsoft.AspNetCore.Mvc;

namespace Adapters.Http;

/// <summary>The HTTP side of the use cases, as <c>contracts/openapi.json</c> describes it.</summary>
[ApiController]
[Route("api/v1/users")]
public sealed class UsersController(Users users) : ControllerBase
{
    [HttpPost]
    public async Task<IActionResult> CreateUser([FromBody] UserDetails details)
    {
        var user = await users.CreateAsync(details);
        return Created($"/api/v1/users/{user.Id}", UserBody.Of(user));
    }

    [HttpGet]
    public async Task<IActionResult> ListUsers(
        CancellationToken cancellation, [FromQuery] string? cursor = null, [FromQuery] int limit = 20)
    {
        var page = await users.ListAsync(new PageRequest(limit, cursor), cancellation);
        return Ok(new Page<UserBody>([.. page.Items.Select(UserBody.Of)], page.NextCursor));
    }

    [HttpGet("{id}")]
    public async Task<IActionResult> GetUser(string id, CancellationToken cancellation) =>
        Ok(UserBody.Of(await users.GetAsync(id, cancellation)));

    [HttpPut("{id}")]
    public async Task<IActionResult> ReplaceUser(string id, [FromBody] UserDetails details) =>
        Ok(UserBody.Of(await users.ReplaceAsync(id, details)));

    [HttpDelete("{id}")]
    public async Task<IActionResult> DeleteUser(string id)
    {
        await users.RemoveAsync(id);
        return NoContent();
    }

    [HttpGet("{id}/events")]
    public async Task<IActionResult> ListUserEvents(string id, CancellationToken cancellation)
    {
        var history = await users.HistoryAsync(id, cancellation);
        return Ok(new { items = history.Select(UserEventBody.Of) });
    }
}

/// <summary>A user as clients see it.</summary>
internal sealed record UserBody(string Id, string Name, string Email, JsonElement? Profile)
{
    public static UserBody Of(User user) => new(user.Id, user.Name, user.Email, user.Profile);
}

/// <summary>One entry of a user's history as clients see it; the data is the event's body as it was published.</summary>
internal sealed record UserEventBody(int Version, string Type, string Timestamp, JsonElement Data)
{
    public static UserEventBody Of(StoredUserEvent stored)
    {
        var (version, happened) = stored;
        return new UserEventBody(
            version,
            happened.Type,
            happened.Data.Timestamp,
            // By itself, since its names are those of the event and not of the API.
            JsonSerializer.SerializeToElement<object>(happened.Data));
    }
}
