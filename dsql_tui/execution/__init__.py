"""Run statements: from "run this" to an outcome, without a screen."""
