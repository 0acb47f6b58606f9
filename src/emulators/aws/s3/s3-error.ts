import { AwsError, notEmulated } from "../front/aws-error.js";

/** Codes, statuses and words of S3's error responses (API reference, "Error responses"). */
export function s3Error(
  code: string,
  status: number,
  message: string,
  members: Readonly<Record<string, unknown>> = {},
): AwsError {
  return new AwsError(code, message, { status, members });
}

/** A part of S3's API that is not here. */
export function notImplemented(what: string): AwsError {
  return notEmulated(what, "NotImplemented", 501);
}

export function noSuchBucket(name: string): AwsError {
  return s3Error("NoSuchBucket", 404, "The specified bucket does not exist", { BucketName: name });
}

export function noSuchKey(key: string): AwsError {
  return s3Error("NoSuchKey", 404, "The specified key does not exist.", { Key: key });
}

export function noSuchUpload(uploadId: string): AwsError {
  const message =
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.";
  return s3Error("NoSuchUpload", 404, message, { UploadId: uploadId });
}

export function invalidArgument(message: string, name?: string, value?: string): AwsError {
  return s3Error("InvalidArgument", 400, message, {
    ...(name !== undefined && { ArgumentName: name }),
    ...(value !== undefined && { ArgumentValue: value }),
  });
}

export function invalidRequest(message: string): AwsError {
  return s3Error("InvalidRequest", 400, message);
}

export function malformedXml(): AwsError {
  const message = "The XML you provided was not well-formed or did not validate against our published schema";
  return s3Error("MalformedXML", 400, message);
}

/** @param condition the header that did not hold: `If-Match` */
export function preconditionFailed(condition: string): AwsError {
  const message = "At least one of the pre-conditions you specified did not hold";
  return s3Error("PreconditionFailed", 412, message, { Condition: condition });
}
