using Chassis;
using Domain;

namespace Adapters.Http;

/// <summary>Turns the domain's errors into the answers that the contract names.</summary>
internal sealed class DomainProblems : IProblemSource
{
    public ProblemException? ProblemOf(Exception error) =>
        error switch
        {
            PaymentNotFoundException => Problems.NotFound(error.Message),
            NotRefundableException => Problems.Conflict(error.Message),
            InvalidAmountException => Problems.BadRequest(error.Message),
            IdempotencyKeyReusedException => new ProblemException(422, "Unprocessable Content", error.Message),
            _ => null,
        };
}
