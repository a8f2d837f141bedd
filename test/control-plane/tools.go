//go:build tools

// Package tools keeps kube-apiserver in the module graph; `go build k8s.io/kubernetes/cmd/kube-apiserver` makes it.
package tools

import (
	_ "go.etcd.io/etcd/server/v3/etcdmain"
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
)
