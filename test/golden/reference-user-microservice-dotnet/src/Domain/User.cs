using System.Text.Json;
using System.Text.RegularExpressions;

namespace Domain;

/// <summary>The part of a user that clients write: the whole of it on creation and on PUT.</summary>
/// <param name="Profile">What a user says about themselves; any JSON object, owned by the client.</param>
public sealed record UserDetails(string Name, string Email, JsonElement? Profile = null);

/// <summary>The aggregate.</summary>
/// <param name="Version">Counts the user's events, from 1.</param>
public sealed partial record User(
    string Id,
    string Name,
    string Email,
    JsonElement? Profile,
    int Version,
    DateTimeOffset CreatedAt)
{
    /// <summary>Longest e-mail address kept, in characters (the guideline's limit for the column).</summary>
    public const int MaxEmailLength = 255;

    /// <summary>A new user, at version 1.</summary>
    /// <exception cref="InvalidUserException">
    /// The name is blank, or the e-mail address is not one or is too long.
    /// </exception>
    public static User New(string id, UserDetails details, DateTimeOffset now)
    {
        var (name, email, profile) = Valid(details);
        return new User(id, name, email, profile, Version: 1, CreatedAt: now);
    }

    /// <summary>The form under which two addresses are the same address.</summary>
    public static string EmailKey(string email)
    {
        ArgumentNullException.ThrowIfNull(email);
        return email.ToLowerInvariant();
    }

    /// <summary>
    /// The same user with all details replaced (a profile not given is a profile removed), one version later.
    /// </summary>
    /// <exception cref="InvalidUserException">As <see cref="New"/> does.</exception>
    public User ReplaceDetails(UserDetails details)
    {
        var (name, email, profile) = Valid(details);
        return this with { Name = name, Email = email, Profile = profile, Version = Version + 1 };
    }

    private static UserDetails Valid(UserDetails details)
    {
        ArgumentNullException.ThrowIfNull(details);
        var name = details.Name.Trim();
        var email = details.Email.Trim();
        if (name.Length == 0)
        {
            throw new InvalidUserException("The name must not be blank");
        }
        if (!EmailAddress().IsMatch(email))
        {
            throw new InvalidUserException($"\"{email}\" is not an e-mail address");
        }
        if (email.Length > MaxEmailLength)
        {
            throw new InvalidUserException($"The e-mail address is longer than {MaxEmailLength} characters");
        }
        return details with { Name = name, Email = email };
    }

    [GeneratedRegex(@"\A[^\s@]+@[^\s@]+\z")]
    private static partial Regex EmailAddress();
}
