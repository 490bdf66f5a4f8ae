export * from "postrider";
