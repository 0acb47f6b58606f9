import { receiveText } from "../bodies/receive-body.js";
import { findBucket } from "../find-bucket.js";
import type { Destinations } from "../notifications/destinations.js";
import { testEvent } from "../notifications/notify.js";
import { notificationsXml, readNotifications } from "../notifications/read-notifications.js";
import { headerOf, type S3Operations } from "../request.js";
import { notImplemented, s3Error } from "../s3-error.js";
import type { Buckets } from "../state/buckets.js";
import { xmlAnswer } from "../xml/write-xml.js";

export function notificationOperations(buckets: Buckets, destinations: Destinations): S3Operations {
  return {
    async "PUT bucket?notification"(request, call) {
      const notifications = readNotifications(await receiveText(request));
      const { identity, settings } = findBucket(buckets, request);
      if (notifications.eventBridge && destinations.toBus === undefined) {
        throw notImplemented("EventBridgeConfiguration");
      }
      const isUnchecked = headerOf(request, "x-amz-skip-destination-validation")?.toLowerCase() === "true";
      const missing = isUnchecked
        ? undefined
        : notifications.rules.find(({ kind, arn }) => !destinations.has(kind, arn));
      if (missing !== undefined) {
        throw s3Error("InvalidArgument", 400, "Unable to validate the following destination configurations", {
          ...{ ArgumentName1: missing.arn, ArgumentValue1: "The destination does not exist" },
        });
      }
      buckets.change({ type: "bucket", bucket: identity, settings: { ...settings, notifications } });
      if (!isUnchecked) {
        for (const { kind, arn } of notifications.rules) {
          if (kind !== "function") destinations.send(kind, arn, testEvent(request.bucket, call), call);
        }
      }
      return {};
    },

    "GET bucket?notification"(request) {
      const { notifications = { rules: [], eventBridge: false } } = findBucket(buckets, request).settings;
      return xmlAnswer("NotificationConfiguration", notificationsXml(notifications));
    },
  };
}
