namespace Domain;

/// <summary>The e-mail address already belongs to another user (compared without regard to case).</summary>
public sealed class EmailTakenException(string email)
    : Exception($"The e-mail address {email} belongs to another user")
{
    public string Email { get; } = email;
}

/// <summary>No user has this id (any more).</summary>
public sealed class UserNotFoundException(string userId) : Exception($"No user has the id {userId}")
{
    public string UserId { get; } = userId;
}

/// <summary>The data given breaks a rule of the domain that a JSON schema cannot state.</summary>
public sealed class InvalidUserException(string message) : Exception(message);
