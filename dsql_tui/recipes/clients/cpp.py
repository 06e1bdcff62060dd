"""Recipes for C++: libpq."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

_SAMPLE = "https://github.com/aws-samples/aurora-dsql-samples/tree/main/cpp/libpq"

LIBPQ = Recipe(
    name="libpq",
    title="libpq",
    group="C++",
    summary="a token from the environment",
    source=_SAMPLE,
    packages=(Package("apt", "libpq-dev", "15"),),
    files=(File("connect.cpp", "cpp"),),
    notes=(
        "The version of the linked libpq matters: direct TLS needs 17, and the system's root "
        "certificates need 16.",
        "A connection lasts an hour. Before that, open another one with a new token.",
    ),
    trust="libpq",
    supports_hostaddr=True,
    supports_privatelink=True,
    toolchain="g++",
    tested="sandbox",
)

LIBPQ_SDK = Recipe(
    name="libpq-sdk",
    title="libpq with the AWS SDK",
    group="C++",
    summary="a token from the AWS SDK for C++",
    source=_SAMPLE,
    files=(File("connect.cpp", "cpp"),),
    notes=("Build aws-sdk-cpp with -DBUILD_ONLY=dsql.",),
    trust="libpq",
    supports_hostaddr=True,
    supports_privatelink=True,
    static_reason="no package of the AWS SDK for C++ is available to the tests",
)

RECIPES = (LIBPQ, LIBPQ_SDK)
