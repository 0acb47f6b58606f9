"""Teaches moto's EventBridge to deliver to Lambda functions and SNS topics; as packaged it raises for both.

Delivery runs in a thread of its own: with moto one Lambda invocation is one new container, and PutEvents would
otherwise wait for it, while on AWS it does not. Run once, while the image is built.
"""

from pathlib import Path

from moto.events import models

BRANCH_BEFORE = '            elif arn.service == "sqs":\n'
CLASS_AFTER = "    def _send_to_cw_log_group("

BRANCH = '''            elif arn.service in ("lambda", "sns"):
                self._send_in_background(target["Arn"], event)
'''

METHODS = '''    @staticmethod
    def _send_in_background(target_arn: str, event: Any) -> None:
        from threading import Thread

        if isinstance(event, dict) and "time" in event:
            event["time"] = iso_8601_datetime_without_milliseconds(
                utcfromtimestamp(float(event["time"]))
            )
        body = event if isinstance(event, str) else json.dumps(event)
        Thread(target=Rule._deliver, args=(target_arn, body), daemon=True).start()

    @staticmethod
    def _deliver(target_arn: str, body: str) -> None:
        from moto.awslambda.utils import get_backend
        from moto.sns.models import sns_backends

        arn = parse_arn(target_arn)
        if arn.service == "sns":
            sns_backends[arn.account][arn.region].publish(body, arn=target_arn)
        else:
            get_backend(arn.account, arn.region).invoke(
                target_arn, qualifier=None, body=body, headers={}, response_headers={}
            )

'''


def insert_before(text: str, anchor: str, addition: str) -> str:
    count = text.count(anchor)
    if count != 1:
        raise SystemExit(f"moto has changed: {anchor.strip()!r} is there {count} times, not once")
    return text.replace(anchor, addition + anchor)


source = Path(models.__file__)
text = insert_before(source.read_text(), BRANCH_BEFORE, BRANCH)
text = insert_before(text, CLASS_AFTER, METHODS)
compile(text, source, "exec")
source.write_text(text)
