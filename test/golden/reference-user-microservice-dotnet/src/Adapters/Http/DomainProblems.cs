using Chassis;
using Domain;

namespace Adapters.Http;

/// <summary>Turns the domain's errors into the answers that the contract names.</summary>
internal sealed class DomainProblems : IProblemSource
{
    public ProblemException? ProblemOf(Exception error) =>
        error switch
        {
            UserNotFoundException => Problems.NotFound(error.Message),
            EmailTakenException => Problems.Conflict(error.Message),
            InvalidUserException => Problems.BadRequest(error.Message),
            _ => null,
        };
}
