#!/bin/sh
# Puts an image live on Kubernetes and waits until it is ready; a version that does not get ready is taken back.
#
#   ci/deploy.sh IMAGE
#
# KUBE_CONFIG    the text of a kubeconfig, a secret of the environment; without it kubectl's own configuration counts
# KUBE_NAMESPACE the namespace; the context's own when not set
set -eu

image=${1:?usage: ci/deploy.sh IMAGE}
service=order-service
here=$(cd "$(dirname "$0")/.." && pwd)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -n "${KUBE_CONFIG:-}" ]; then
  (umask 077 && printf '%s\n' "$KUBE_CONFIG" > "$work/kubeconfig")
  export KUBECONFIG="$work/kubeconfig"
fi
if [ -n "${KUBE_NAMESPACE:-}" ]; then set -- --namespace "$KUBE_NAMESPACE"; else set --; fi

# The manifests name the version that the repository speaks of; what is applied is the image that was tested.
cp -R "$here/k8s" "$work/k8s"
sed -e "s|^\( *image: \)$service:.*|\1$image|" \
  -e "/name: SERVICE_VERSION/{n;s|value: .*|value: \"${image##*:}\"|;}" \
  "$here/k8s/deployment.yaml" > "$work/k8s/deployment.yaml"
grep -qF "image: $image" "$work/k8s/deployment.yaml" || { echo "k8s/deployment.yaml has no image: $service:…" >&2; exit 1; }

kubectl "$@" apply --filename "$work/k8s"
if ! kubectl "$@" rollout status "deployment/$service" --timeout=300s; then
  echo "$service does not get ready with $image: going back to the version before" >&2
  kubectl "$@" rollout undo "deployment/$service"
  exit 1
fi
