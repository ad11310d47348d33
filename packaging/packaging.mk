# Packages of the portable collector, into build/packages.
collector-deb: build/zicha-collect
	packaging/collector-deb.sh $< $(VERSION) build/packages

collector-rpm: build/zicha-collect
	packaging/collector-rpm.sh $< $(VERSION) build/packages

.PHONY: collector-deb collector-rpm
