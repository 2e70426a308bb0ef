using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Prints one type as users may see it: a line for the type, and one for each member that they can call, implement or override.</summary>
internal static class PublicApiPrinter
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    public static string Print(Type type)
    {
        var text = new StringBuilder().Append(Header(type)).Append('\n');
        foreach (var member in type.GetMembers(Declared).Select(MemberLine).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string Header(Type type)
    {
        var bases = type.GetInterfaces().Where(face => face.IsVisible).Select(PublicApiNames.Of).Order(StringComparer.Ordinal).ToList();
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object))
        {
            bases.Insert(0, PublicApiNames.Of(parent));
        }

        var list = bases.Count == 0 || type.IsEnum ? "" : " : " + string.Join(", ", bases);
        return $"{Kind(type)} {type.Namespace}.{PublicApiNames.Of(type)}{list}{Constraints(type.GetGenericArguments())}";
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => (IsReadOnly(type) ? "readonly " : "") + (type.IsByRefLike ? "ref struct" : "struct"),
        { IsAbstract: true, IsSealed: true } => "static class",
        _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
        _ => (type.IsSealed ? "sealed " : type.IsAbstract ? "abstract " : "") + "class",
    };

    private static bool IsReadOnly(Type type) => type.IsDefined(typeof(IsReadOnlyAttribute));

    private static string? MemberLine(MemberInfo member) => member switch
    {
        FieldInfo { IsSpecialName: false } field when IsVisible(field.IsPublic, field.IsFamily, field.IsFamilyOrAssembly) => FieldLine(field),
        ConstructorInfo { IsStatic: false } constructor when IsVisible(constructor) => $"{Access(constructor)}.ctor({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) => MethodLine(method),
        PropertyInfo property => PropertyLine(property),
        EventInfo { AddMethod: { } add } declared when IsVisible(add) => $"event {PublicApiNames.Of(declared.EventHandlerType!)} {declared.Name}",
        _ => null,
    };

    private static string FieldLine(FieldInfo field)
    {
        var value = field.IsLiteral ? " = " + PublicApiNames.Literal(field.GetRawConstantValue()) : "";
        var kind = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        return field.DeclaringType!.IsEnum ? $"{field.Name}{value}" : $"{kind}{PublicApiNames.Of(field.FieldType)} {field.Name}{value}";
    }

    private static string MethodLine(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(PublicApiNames.Of))}>" : "";
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{Attributes(method)}{Access(method)}{Modifiers(method)}{PublicApiNames.Returned(method.ReturnParameter)} {method.Name}{generic}({extension}{Parameters(method)}){Constraints(method.GetGenericArguments())}";
    }

    private static string? PropertyLine(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsVisible).ToList();
        if (accessors.Count == 0)
        {
            return null;
        }

        var index = property.GetIndexParameters() is { Length: > 0 } indices ? $"[{string.Join(", ", indices.Select(PublicApiNames.Of))}]" : "";
        var parts = accessors.Select(accessor => Access(accessor) + (accessor == property.GetMethod ? "get; " : IsInit(accessor) ? "init; " : "set; "));
        return $"{Modifiers(accessors[0])}{PublicApiNames.Declared(property)} {property.Name}{index} {{ {string.Concat(parts)}}}";
    }

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static bool IsVisible(MethodBase method) => IsVisible(method.IsPublic, method.IsFamily, method.IsFamilyOrAssembly);

    private static bool IsVisible(bool isPublic, bool isFamily, bool isFamilyOrAssembly) => isPublic || isFamily || isFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method)
    {
        if (method.IsStatic)
        {
            return method.IsAbstract ? "static abstract " : "static ";
        }

        var isInterface = method.DeclaringType!.IsInterface;
        return method switch
        {
            { IsAbstract: true } => isInterface ? "" : "abstract ",
            { IsVirtual: true, IsFinal: false } => method.GetBaseDefinition() == method ? "virtual " : "override ",
            _ => "",
        };
    }

    private static string Attributes(MethodInfo method) =>
        method.GetCustomAttribute<OverloadResolutionPriorityAttribute>() is { } priority ? $"[OverloadResolutionPriority({priority.Priority})] " : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(PublicApiNames.Of));

    private static string Constraints(Type[] arguments)
    {
        var text = new StringBuilder();
        foreach (var argument in arguments.Where(argument => argument.IsGenericParameter))
        {
            var needs = argument.GetGenericParameterConstraints().Select(PublicApiNames.Of).ToList();
            if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            {
                needs.Insert(0, "class");
            }

            text.Append(needs.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", needs)}");
        }

        return text.ToString();
    }
}
