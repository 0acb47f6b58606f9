using Chassis;
using Domain;

namespace Adapters.Http;

/// <summary>Turns the domain's errors into the answers that the contract names.</summary>
internal sealed class DomainProblems : IProblemSource
{
    public ProblemException? ProblemOf(Exception error) =>
        error switch
        {
            OrderNotFoundException => Problems.NotFound(error.Message),
            InvalidAmountException => Problems.BadRequest(error.Message),
            _ => null,
        };
}
